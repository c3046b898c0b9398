#pragma once

#include "gateway/infra/json/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace clearing::national_format {

/// RFC 4648 with padding, as clients write byte arrays.
std::string base64(std::string_view bytes);

/// A byte array of a message: base64 text (line breaks allowed), or a list of numbers −128…255, as other clients write
/// it. Nothing: neither.
std::optional<std::string> read_bytes(const json::Value& value);

}  // namespace clearing::national_format
