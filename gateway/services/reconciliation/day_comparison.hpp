#pragma once

#include "gateway/services/reconciliation/day_world.hpp"

#include <set>

namespace clearing::reconciliation {

/// What comparing a day found.
struct Comparison {
    std::vector<Difference> differences;
    /// Lines that do not clear with it: every key that differs, but for `details_total` (the money is agreed).
    std::set<SettlementKey> disputed;
};

/// Compares a day whose totals are not equal with the partner's, record by record: narrowed down where both sides can,
/// else over all its lines. Lines only one side has are looked up by key. The same books give the same differences, in
/// the same order; matched lines are neither named nor written. Errors: store_unavailable, over_limit, the partner's.
awaitable<Result<Comparison>> compare_unequal(const DayWorld& world, DayKey key, const ports::Platform& platform,
                                              std::vector<DayLine> ours);

/// Fee lines against settlements, whether the day is equal or not.
awaitable<Result<void>> compare_details(const DayWorld& world, DayKey key, Comparison& comparison);

}  // namespace clearing::reconciliation
