#pragma once

#include "gateway/services/calendar/calendar.hpp"

#include <string_view>

namespace clearing::calendar {

/// calendar.tsv. Finds: a day twice, a weekday that is worked as a make-up day, no number of a notice, a day that the
/// notice of that year cannot name.
std::vector<SpecialDay> read_special_days(std::string_view text, tables::Findings& findings);

/// cut_offs.tsv. Finds: overlap and gap in dates, a cut-off before 24:00 or after 36:00, a day that is due before it is
/// compared.
std::vector<CutOffRule> read_cut_offs(std::string_view text, tables::Findings& findings);

/// deadlines.tsv. Finds: overlap and gap in dates, a sentence that says nothing.
std::vector<DeadlineRow> read_deadlines(std::string_view text, tables::Findings& findings);

}  // namespace clearing::calendar
