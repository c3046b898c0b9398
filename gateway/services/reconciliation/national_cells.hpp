#pragma once

#include "gateway/services/translation/code_book.hpp"

#include <string>
#include <utility>
#include <vector>

namespace clearing::reconciliation {

/// Every insutype × clr_type of the national dictionaries in force on the day, ascending: what may occur on a day of
/// the national platform, whatever we have of it ourselves (SETTLEMENT §5, Three parties with the hub).
std::vector<std::pair<std::string, std::string>> national_cells(const translation::CodeBook& book, Date on);

}  // namespace clearing::reconciliation
