#pragma once

#include "gateway/domain/statement.hpp"
#include "gateway/ports/day_store.hpp"

#include <set>
#include <vector>

namespace clearing::statements {

/// What a day's agreement is made of. Pure: values in, the whole agreement out.
struct DayResult {
    DayKey key;
    ports::DayContent content;
    std::vector<Difference> differences;
    std::set<SettlementKey> disputed;  ///< lines of ours left out because they differ
    std::vector<BalanceLine> posted;   ///< the day's postings before the clearing's own
    ClearingFormula formula;
    DivisionCode own_region;
    Instant at{};
    FormulasOfOriginals formulas_of_originals = {};
};

/// Lines that clear: all of the day but the disputed.
std::vector<DayLine> clearing_lines(const DayResult& result);

/// The statement, the clearing postings (Dr R2 / Cr R1, Dr P1 / Cr P2) and the state the day gets.
ports::DayAgreement make_agreement(const DayResult& result);

}  // namespace clearing::statements
