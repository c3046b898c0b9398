#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace clearing {

// The prefund (预付金): three things that are never mixed (DOMAIN §2). Money is revolving capital and moves by vouchers
// only (prefund_movement.hpp). Official usage is for papers. Live exposure is for alarms, limits and the forecast.

/// Whose prefund: what a counterparty has placed with us (visitor) or we with it (resident_away).
struct PrefundKey {
    DivisionCode counterparty;
    Direction direction{};

    auto operator<=>(const PrefundKey&) const = default;
};

/// A year's prefund: the monthly average of the fourth quarter before it, times the factor (a dated row), rounded once
/// to fen, half away from zero. `quarter` is the sum of its three months. A quarter below zero (more was cancelled than
/// settled) asks for nothing.
Money prefund_size(Money quarter, Decimal factor);

/// Official usage: the money to clear in a period ÷ the prefund, for papers.
enum class UsageMark : std::uint8_t { none, yellow, red };
std::string_view name_of(UsageMark mark);
std::string_view chinese(UsageMark mark);

/// Both from dated rows, in hundredths of the prefund.
struct UsageRule {
    int yellow_from = 0;
    int red_from = 0;
};

/// Exact in integers: 70 % of the prefund to the fen is yellow already. Without a prefund nothing is used.
UsageMark mark_of(Money to_clear, Money prefund, const UsageRule& rule);

/// to_clear ÷ prefund in hundredths of a percent, rounded down, to be shown and for nothing else. Nothing: no prefund.
std::optional<long long> shown_usage(Money part, Money prefund);

/// How high the live exposure stands. Each level has its own two marks, so that an alarm rises once and not again until
/// the exposure has fallen below the level's lower mark.
enum class PrefundLevel : std::uint8_t { calm, yellow, red, exhausted };
inline constexpr std::array alarmed_levels{PrefundLevel::yellow, PrefundLevel::red, PrefundLevel::exhausted};
std::string_view name_of(PrefundLevel level);
std::string_view chinese(PrefundLevel level);
std::optional<PrefundLevel> prefund_level_named(std::string_view name);

struct LevelMarks {
    int alarm_at = 0;     ///< hundredths of the prefund held: at it or above it the level rises
    int clear_below = 0;  ///< below it the level is left; never above alarm_at

    bool operator==(const LevelMarks&) const = default;
};

/// Of yellow, red and exhausted, in this order.
using PrefundMarks = std::array<LevelMarks, alarmed_levels.size()>;

/// What is held of a prefund at one moment. Exposure: reserved, and booked but not yet paid. It may be below zero: what
/// was cancelled after it was paid.
struct PrefundUse {
    Money held;
    Money exposure;

    bool operator==(const PrefundUse&) const = default;
};

/// The level after a change. Without a prefund there is nothing to use up: calm.
PrefundLevel next_level(PrefundLevel present, const PrefundUse& use, const PrefundMarks& marks);

/// Whether a reservation fits: held ≥ exposure + amount.
bool fits(const PrefundUse& use, Money amount);

/// How fast a prefund is used up: what was booked (cancels taken off) on the `days` days before today. Rows say how
/// many days, and whether only working days count, on both sides of today.
struct UseOfDays {
    Money booked;
    int days = 0;
};

/// The number of days, today being day 0, after which exposure reaches what is held if each brings the average of the
/// days before: the smallest k with booked × k ≥ (held − exposure) × days. 0: it is reached. Nothing: never, or more
/// than `at_most` days away.
std::optional<int> days_until_exhausted(const PrefundUse& use, const UseOfDays& before, int at_most);

}  // namespace clearing
