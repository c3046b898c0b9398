#include "gateway/domain/month_table.hpp"

namespace clearing {

Result<Month> Month::parse(std::string_view text) {
    constexpr std::size_t length = std::string_view("2018-10").size();
    const auto first = Date::parse(std::string(text) + "-01");
    if (text.size() != length || !first) return fail(ErrorCode::invalid_value, "a month is written 2018-10", {"month"});
    return Month{*first};
}

Month Month::of(Date day) {
    const std::chrono::year_month_day date(day.days);
    return {Date{std::chrono::sys_days(date.year() / date.month() / 1)}};
}

Date Month::last() const {
    const std::chrono::year_month_day date(first.days);
    return Date{std::chrono::sys_days(date.year() / date.month() / std::chrono::last)};
}

Money MonthRow::booked_total() const {
    Money sum;
    for (const auto& [component, amount] : booked)
        sum += amount;
    return sum;
}

Money MonthTable::booked_total() const {
    Money sum;
    for (const MonthRow& row : rows)
        sum += row.booked_total();
    return sum;
}

Money MonthTable::adjusted_total() const {
    Money sum = booked_total();
    for (const MonthAdjustment& adjustment : adjustments)
        sum += adjustment.amount;
    return sum;
}

}  // namespace clearing
