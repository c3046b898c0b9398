#pragma once

#include <string_view>

namespace clearing::mapping {

/// Without the blanks around it: ASCII's, the ideographic space U+3000 and the no-break space U+00A0.
std::string_view trimmed(std::string_view cell);

/// Would somebody's spreadsheet run it? `cell` as it came: a tab in front counts.
bool is_formula(std::string_view cell);

/// A character that cannot be seen and does not belong into a table: ASCII's and C1 controls, line and paragraph
/// separators, marks that turn the direction of writing.
bool has_control_character(std::string_view cell);

}  // namespace clearing::mapping
