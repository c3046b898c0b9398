#pragma once

#include "adapters/national_format/reconciliation.hpp"
#include "gateway/ports/far_side.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace clearing::national {

/// What a 3201 asks about: insutype × clr_type.
using Cell = std::pair<std::string, std::string>;
/// All that occur on a day, so that a line only the platform has is found in whatever cell it stands.
using CellsOfDay = std::function<std::vector<Cell>(Date)>;

struct DaysOptions {
    DivisionCode own_region;
    InstitutionCode agency;  ///< our agency's code: fixmedins_code of 3201 and 3202 [own]
    CellsOfDay cells = [](Date) {
        return std::vector<Cell>{{"310", "11"}, {"310", "21"}, {"390", "11"}, {"390", "21"}};
    };
    std::chrono::milliseconds limit{10'000};
};

// Pure: a day's lines as 3201 and 3202 have them, and back.

DivisionCode treating(const DayKey& key, const DivisionCode& own_region);
DivisionCode insuring(const DayKey& key, const DivisionCode& own_region);

/// The platform's id of a line: its own for visitors, for residents away the one we answered.
const SettlementId& wire_id(const DayLine& line, Direction direction);

/// The day alone, nothing summed.
ports::PeriodTotals empty_period(const DayKey& key, ClearingDay day, const DaysOptions& options);
void add(ports::PeriodTotals& totals, const DayLine& line);

/// One per cell of the dictionary and of the lines, ascending. The platform counts by setl_time, so late lines of
/// earlier days are left out: they stand in its totals of their own day.
std::vector<ports::PeriodTotals> period_totals(const std::vector<DayLine>& lines, const DayKey& key,
                                               const DaysOptions& options);
/// The late ones, by the day of their setl_time.
std::map<ClearingDay, std::vector<DayLine>> late_lines(const std::vector<DayLine>& lines, ClearingDay day);

std::vector<national_format::DetailRow> detail_rows(const std::vector<DayLine>& lines, Direction direction);

/// A 3202 result over `ours`. Left out is what the platform has not got, has failed, or has not matched yet.
ports::FarSideView view_of(const std::vector<national_format::DetailRow>& rows, const std::vector<DayLine>& ours,
                           const DayKey& key, const DivisionCode& own_region);

}  // namespace clearing::national
