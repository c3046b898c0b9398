#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::postgres {

/// The longest text that is packed: far above any message or mapping file, and a bound on what unpacking allocates.
constexpr std::size_t longest_packed_text = 256UL * 1024 * 1024;

/// The length of the text (4 bytes, big-endian), then its zlib stream. Throws std::length_error.
std::string packed(std::string_view text);

/// The text again; nothing when this is not what `packed` made.
std::optional<std::string> unpacked(std::string_view packed);

}  // namespace clearing::postgres
