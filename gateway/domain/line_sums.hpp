#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/statement.hpp"

#include <map>
#include <vector>

namespace clearing {

/// Lines of a day that clear alike, summed: one cell, one agreement. All that a statement needs of its lines, whatever
/// their number.
struct LineSums {
    InsuranceType insurance_type;
    CareSetting care{};
    ClearingDay agreement_day;  ///< DayLine::agreement_day
    long long settlements = 0;
    long long cancels = 0;
    PaymentSplit sums;

    bool operator==(const LineSums&) const = default;
};

std::vector<LineSums> sums_of(const std::vector<DayLine>& lines);  ///< ascending by insurance type, care, agreement day

std::vector<DayCell> cells_of(const std::vector<LineSums>& sums);  ///< ascending by insurance type, care

/// The agreements in force on the days lines clear by.
using FormulasByDay = std::map<ClearingDay, ClearingFormula>;

/// Σ per (insurance type, care, component), each line by its own agreement; zero amounts are left out. Precondition:
/// there is one for every agreement day.
std::vector<StatementCell> clearing_cells(const std::vector<LineSums>& sums, const FormulasByDay& formulas);

/// Statement::by_earlier_agreements of these lines on a day with this formula.
Money by_earlier_agreements(const std::vector<LineSums>& sums, const ClearingFormula& of_day,
                            const FormulasByDay& formulas);

}  // namespace clearing
