#pragma once

// Inside infra/json only.

#include <optional>
#include <string>
#include <string_view>

namespace clearing::json {

/// Appends `text` as a JSON string: quotes, backslash and control characters escaped, everything else as it is.
void append_quoted(std::string& out, std::string_view text);

/// "-3520.0" → "-3520", "1.50e1" → "15", "-0" → "0". Nothing when `text` is no JSON number, or its exponent would make
/// an absurdly long text.
std::optional<std::string> normalized_decimal(std::string_view text);

}  // namespace clearing::json
