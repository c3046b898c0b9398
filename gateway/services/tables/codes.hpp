#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clearing::tables {

bool is_division(std::string_view text);  ///< six digits

/// A division prefix as tables write it: 2, 4 or 6 digits, or `*` for any.
bool is_prefix(std::string_view text);

/// "*" is the empty prefix.
std::string read_prefix(std::string_view text);

/// "330200" → "3302", "310000" → "31", "330203" → itself.
std::string prefix_of_region(std::string_view division);

/// "residence+referral" → its two words; "" → none.
std::vector<std::string> words_of(std::string_view joined);

}  // namespace clearing::tables
