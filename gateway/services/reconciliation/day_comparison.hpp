#pragma once

#include "gateway/services/reconciliation/day_world.hpp"

#include <set>

namespace clearing::reconciliation {

/// What comparing a day found.
struct Comparison {
    bool is_equal = true;  ///< the totals and the root, before any line was looked at
    std::vector<Difference> differences;
    /// Lines that do not clear with it: every key that differs, but for `details_total` (the money is agreed).
    std::set<SettlementKey> disputed;
};

/// Compares a day with the partner's, at its close and whenever it is ordered again: totals, and where these are not
/// equal record by record, narrowed down where both sides can, else over all its lines. Lines only one side has are
/// looked up by key. Where a third party stands between (SETTLEMENT §5), what it has not matched yet is carried, what
/// it names in doubt is asked about, and neither is a difference; late lines are asked about even where totals are
/// equal. A day that is agreed is compared and not touched. Fee lines are compared in our own books. The same books
/// give the same differences, in the same order; matched lines are neither named nor written. Errors:
/// store_unavailable, over_limit, the partner's.
awaitable<Result<Comparison>> compare_day(const DayWorld& world, DayKey key, const ports::Platform& platform);

/// Its part between two parties, once the totals are not equal: narrowed down where both sides can, else over all
/// lines; lines only one side has are looked up by key.
awaitable<Result<Comparison>> compare_unequal(const DayWorld& world, DayKey key, const ports::Platform& platform);

std::set<SettlementKey> keys_of(const std::vector<Difference>& differences);

/// Fee lines against settlements, whether the day is equal or not.
awaitable<Result<void>> compare_details(const DayWorld& world, DayKey key, Comparison& comparison);

}  // namespace clearing::reconciliation
