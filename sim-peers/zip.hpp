#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace clearing::peers {

/// A ZIP with one stored file, as hospital systems send their lists.
std::string zipped(const std::string& name, const std::string& text);
/// The first file of a ZIP, stored or deflated; nothing when it does not open or its checksum is wrong.
std::optional<std::string> unzipped(std::string_view archive);

std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace clearing::peers
