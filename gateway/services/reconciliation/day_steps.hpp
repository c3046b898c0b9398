#pragma once

#include "gateway/services/reconciliation/day_comparison.hpp"

namespace clearing::reconciliation {

// What every close does, whatever the day is compared by. Each step may be repeated.

/// Errors: not_found (no such platform), conflict (the partner closes this day), day_not_over.
Result<const ports::Platform*> closable(const DayWorld& world, const DayKey& key);

/// Days close in order: what an earlier day carries must be known before a later one is compared. Error: conflict.
awaitable<Result<void>> check_order(DayWorld& world, DayKey key);

/// The switch, and until the answers under way have come.
awaitable<Result<void>> switch_and_wait(DayWorld& world, DayKey key);

/// The statement of a day that is agreed already.
awaitable<Result<std::optional<Statement>>> statement_of_agreed(DayWorld& world, DayKey key);

/// Keeps what was found, proposes the statement without the disputed lines, and agrees when the partner does. Lines
/// that the partner disputes are left out, too, and are cases as any other. Errors: conflict (it does not agree, with
/// its reason), the partner's own.
awaitable<Result<Statement>> agree_with(DayWorld& world, DayKey key, const ports::Platform* platform,
                                        Comparison comparison);

}  // namespace clearing::reconciliation
