#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::csv {

/// A text in UTF-8 without BOM, and what it was before.
struct DecodedText {
    std::string encoding;  ///< "UTF-8", "UTF-8 with BOM", "GB18030"
    std::string_view original;
    std::optional<std::string> converted;

    std::string_view text() const { return converted ? std::string_view(*converted) : original; }
};

/// Bytes that begin with a BOM are UTF-8; what is valid UTF-8 is UTF-8; the rest must be valid GB18030. `bytes` outlive
/// the result. Error: the place of the first byte that no encoding explains. Throws std::system_error where the machine
/// does not know GB18030.
std::expected<DecodedText, std::size_t> decode(std::string_view bytes);

}  // namespace clearing::csv
