#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/statement.hpp"

#include <optional>
#include <vector>

namespace clearing {

/// Lines of a day that clear alike, summed: one cell, one agreement. All that a statement needs of its lines, whatever
/// their number.
struct LineSums {
    InsuranceType insurance_type;
    CareSetting care{};
    /// Of cancels: their originals' day, by whose agreement they clear (DayLine::original_day).
    std::optional<ClearingDay> original_day;
    long long settlements = 0;
    long long cancels = 0;
    PaymentSplit sums;

    bool operator==(const LineSums&) const = default;
};

std::vector<LineSums> sums_of(const std::vector<DayLine>& lines);  ///< ascending by insurance type, care, original day

std::vector<DayCell> cells_of(const std::vector<LineSums>& sums);  ///< ascending by insurance type, care

// As of the lines they are the sums of (statement.hpp).
std::vector<StatementCell> clearing_cells(const std::vector<LineSums>& sums, const ClearingFormula& formula,
                                          const FormulasOfOriginals& of_originals);
Money by_earlier_agreements(const std::vector<LineSums>& sums, const ClearingFormula& formula,
                            const FormulasOfOriginals& of_originals);

}  // namespace clearing
