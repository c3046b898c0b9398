#pragma once

#include "gateway/domain/reversal_order.hpp"
#include "gateway/infra/json/value.hpp"

namespace clearing::api {

json::Value to_json(const ReversalOrder& order);

}  // namespace clearing::api
