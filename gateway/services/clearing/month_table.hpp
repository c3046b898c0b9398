#pragma once

#include "gateway/domain/month_table.hpp"
#include "gateway/domain/statement.hpp"

#include <functional>
#include <vector>

namespace clearing::statements {

/// The agreement in force on a day: what was posted with it clears by it (SETTLEMENT §6 `formula`).
using FormulaOfDay = std::function<Result<ClearingFormula>(Date day)>;

/// What a month's table is made of and held against.
struct MonthFacts {
    MonthKey key;
    std::vector<MonthGroup> groups;
    std::vector<MonthAdjustment> adjustments;
    std::vector<Statement> days;   ///< statements of the month's days with this counterparty and direction
    std::size_t days_to_come = 0;  ///< days of the month that are not agreed
};

/// The table by setl_time, from the lines. Errors: those of `formula`.
Result<MonthTable> make_month_table(const MonthFacts& facts, const FormulaOfDay& formula);

/// The table must be the sum of the days: what the days' statements cleared, less what cleared in them with setl_time
/// in an earlier month, plus what cleared only in a later one (SETTLEMENT §3, Close, national). Every figure that is
/// not is named; nothing: the table is proven. Errors: those of `formula`.
Result<std::vector<MonthDifference>> check_month_table(const MonthFacts& facts, const FormulaOfDay& formula);

}  // namespace clearing::statements
