#pragma once

#include "gateway/domain/statement.hpp"
#include "gateway/ports/day_store.hpp"

#include <set>
#include <vector>

namespace clearing::statements {

/// What a day's agreement is made of. Pure: values in, the whole agreement out.
struct DayResult {
    DayKey key;
    ports::DaySums sums;
    std::vector<Difference> differences;
    std::set<SettlementKey> disputed;  ///< what `sums` was asked to leave out because it differs
    std::vector<BalanceLine> posted;   ///< the day's postings before the clearing's own
    FormulasByDay formulas;            ///< the day's own, and those of its lines' agreement days
    DivisionCode own_region;
    Instant at{};
};

/// The statement, the clearing postings (Dr R2 / Cr R1, Dr P1 / Cr P2) and the state the day gets.
ports::DayAgreement make_agreement(const DayResult& result);

}  // namespace clearing::statements
