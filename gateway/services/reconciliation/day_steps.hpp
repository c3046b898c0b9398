#pragma once

#include "gateway/services/reconciliation/day_comparison.hpp"

namespace clearing::reconciliation {

// What every close does, whatever the day is compared by. Each step may be repeated.

/// Asked before each that takes long, and before the statement is proposed: what was proposed is taken to its end.
/// Error: shutting_down; the close is taken up again after the next start.
Result<void> check_going_on(const DayWorld& world);

/// Errors: not_found (no such platform), conflict (the partner closes this day), day_not_over.
Result<const ports::Platform*> closable(const DayWorld& world, const DayKey& key);

/// That the pair clears on that day at all. Error: invalid_value (the platform does not serve the counterparty, it
/// clears with another one, no agreement is in force on the day).
Result<void> check_pair(const DayWorld& world, const DayKey& key);

/// The first day that the books have of the pair; none: they have none up to today.
awaitable<Result<std::optional<ClearingDay>>> first_day(const DayWorld& world, DayKey key);

/// Asked before the switch, which makes the day that it is given: one made by a slip of the pen is never agreed, or
/// leaves days between that nobody begins, and closes, months and payments of the pair wait for them. So a day that is
/// not begun yet is one of a pair that clears on it, and leaves no gap before the pair's first; a pair without any day
/// begins with the day that has just ended. Errors: those of check_pair, conflict (before the first day).
awaitable<Result<void>> check_begun(const DayWorld& world, DayKey key);

/// Days close in order: what an earlier day carries must be known before a later one is compared. Error: conflict.
awaitable<Result<void>> check_order(DayWorld& world, DayKey key);

/// The switch, and until the answers under way have come. Error: shutting_down.
awaitable<Result<void>> switch_and_wait(DayWorld& world, DayKey key);

/// The statement of a day that is agreed already.
awaitable<Result<std::optional<Statement>>> statement_of_agreed(DayWorld& world, DayKey key);

/// Keeps what was found, proposes the statement without the disputed lines, and agrees when the partner does. Lines
/// that the partner disputes are left out, too, and are cases as any other. Errors: shutting_down, conflict (it does
/// not agree, with its reason), the partner's own.
awaitable<Result<Statement>> agree_with(DayWorld& world, DayKey key, const ports::Platform* platform,
                                        Comparison comparison);

}  // namespace clearing::reconciliation
