#pragma once

#include "gateway/services/translation/kinds.hpp"

#include <string_view>

// What can be read from the rows told beside a translated code (row_name; several joined by " + ", in the order they
// were used; "unmapped": none).

namespace clearing::translation {

/// The first row was read from that vocabulary: the code's original is a word of it.
bool begins_in(std::string_view map_row, CodeKind kind, Vocabulary vocabulary);

/// Some row leads into that vocabulary.
bool leads_into(std::string_view map_row, Vocabulary vocabulary);

/// More than one row: the code was translated onward.
bool went_onward(std::string_view map_row);

}  // namespace clearing::translation
