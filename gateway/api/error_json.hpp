#pragma once

#include "gateway/domain/error.hpp"
#include "gateway/infra/json/value.hpp"

namespace clearing::api {

/// {code, name, zh, en, detail, fields}: all of the fields, however many rows of a sheet they name.
json::Value to_json(const Error& error);

}  // namespace clearing::api
