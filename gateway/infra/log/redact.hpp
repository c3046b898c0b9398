#pragma once

#include <string>
#include <string_view>

namespace clearing::log {

/// Blanks out what could be a person in a free text: each run of Chinese characters becomes "※", each resident identity
/// number (18 characters with a plausible birth date) becomes "※" too. Ids of ours and times stay.
std::string redacted(std::string_view text);

}  // namespace clearing::log
