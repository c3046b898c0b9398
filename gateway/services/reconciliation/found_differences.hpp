#pragma once

#include "gateway/services/reconciliation/day_comparison.hpp"

#include <string>

namespace clearing::reconciliation {

/// The leading difference of each line, ascending by key: what it is a case of.
std::vector<Difference> leading_ones(const std::vector<Difference>& differences);

/// Keeps what a comparison found, whatever the day was compared by: the day's differences, and a case per line.
/// Repeating it changes nothing; matched lines write nothing. `found_by`: who ordered it, or "daemon". Errors:
/// store_unavailable.
awaitable<Result<ports::TakenUp>> keep_found(const DayWorld& world, DayKey key, const Comparison& comparison,
                                             std::string found_by);

/// Lines that the other side disputes without our having found a difference: each by what our books say of it.
/// `by_whom`: "the treatment side". Errors: store_unavailable.
awaitable<Result<std::vector<Difference>>> of_disputes(const DayWorld& world, DayKey key,
                                                       std::vector<SettlementKey> disputed, std::string by_whom);

}  // namespace clearing::reconciliation
