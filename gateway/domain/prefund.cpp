#include "gateway/domain/prefund.hpp"

#include <algorithm>
#include <stdexcept>

namespace clearing {
namespace {

// Fen times hundredths or days of a year leave 64 bits for amounts the wire allows.
__extension__ using Wide = __int128;

constexpr int whole = 100;  ///< hundredths
constexpr int months_of_a_quarter = 3;

Wide wide(Money amount) {
    return amount.fen();
}

bool reaches(Money part, int hundredths, Money prefund) {
    return wide(part) * whole >= wide(prefund) * hundredths;
}

std::size_t place_of(PrefundLevel level) {
    return static_cast<std::size_t>(level) - 1;
}

PrefundLevel below(PrefundLevel level) {
    return static_cast<PrefundLevel>(static_cast<int>(level) - 1);
}

struct LevelName {
    PrefundLevel level;
    std::string_view name, chinese;
};
constexpr std::array level_names{
    LevelName{PrefundLevel::calm, "calm", "正常"}, LevelName{PrefundLevel::yellow, "yellow", "黄色预警"},
    LevelName{PrefundLevel::red, "red", "红色预警"}, LevelName{PrefundLevel::exhausted, "exhausted", "额度用尽"}};

const LevelName& names_of(PrefundLevel level) {
    return *std::ranges::find(level_names, level, &LevelName::level);
}

}  // namespace

Money prefund_size(Money quarter, Decimal factor) {
    if (quarter.is_negative() || factor.is_negative()) return {};
    const Wide divisor = Wide{months_of_a_quarter} * Decimal::scale;
    const Wide product = wide(quarter) * factor.millionths();
    const Wide fen = (product + divisor / 2) / divisor;
    if (fen > INT64_MAX) throw std::overflow_error("a prefund beyond all amounts");
    return Money::from_fen(static_cast<std::int64_t>(fen));
}

std::string_view name_of(UsageMark mark) {
    return mark == UsageMark::red ? "red" : mark == UsageMark::yellow ? "yellow" : "none";
}

std::string_view chinese(UsageMark mark) {
    return mark == UsageMark::red ? "红色预警" : mark == UsageMark::yellow ? "黄色预警" : "正常";
}

UsageMark mark_of(Money to_clear, Money prefund, const UsageRule& rule) {
    if (prefund <= Money()) return UsageMark::none;
    if (reaches(to_clear, rule.red_from, prefund)) return UsageMark::red;
    if (reaches(to_clear, rule.yellow_from, prefund)) return UsageMark::yellow;
    return UsageMark::none;
}

std::optional<long long> shown_usage(Money part, Money prefund) {
    if (prefund <= Money()) return std::nullopt;
    const Wide hundredths_of_a_percent = wide(part) * whole * whole;
    Wide shown = hundredths_of_a_percent / wide(prefund);
    if (hundredths_of_a_percent < 0 && hundredths_of_a_percent % wide(prefund) != 0) --shown;
    return static_cast<long long>(shown);
}

std::string_view name_of(PrefundLevel level) {
    return names_of(level).name;
}

std::string_view chinese(PrefundLevel level) {
    return names_of(level).chinese;
}

std::optional<PrefundLevel> prefund_level_named(std::string_view name) {
    const auto found = std::ranges::find(level_names, name, &LevelName::name);
    if (found == level_names.end()) return std::nullopt;
    return found->level;
}

PrefundLevel next_level(PrefundLevel present, const PrefundUse& use, const PrefundMarks& marks) {
    if (use.held <= Money()) return PrefundLevel::calm;
    PrefundLevel highest = PrefundLevel::calm;
    for (const PrefundLevel level : alarmed_levels)
        if (reaches(use.exposure, marks[place_of(level)].alarm_at, use.held)) highest = level;
    if (highest > present) return highest;
    while (present != PrefundLevel::calm && !reaches(use.exposure, marks[place_of(present)].clear_below, use.held))
        present = below(present);
    return present;
}

bool fits(const PrefundUse& use, Money amount) {
    return wide(use.held) >= wide(use.exposure) + wide(amount);
}

std::optional<int> days_until_exhausted(const PrefundUse& use, const UseOfDays& before, int at_most) {
    const Wide left = wide(use.held) - wide(use.exposure);
    if (left <= 0) return 0;
    if (before.booked <= Money() || before.days <= 0) return std::nullopt;
    const Wide needed = left * before.days;
    const Wide days = (needed + wide(before.booked) - 1) / wide(before.booked);
    if (days > at_most) return std::nullopt;
    return static_cast<int>(days);
}

}  // namespace clearing
