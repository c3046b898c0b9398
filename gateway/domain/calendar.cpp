#include "gateway/domain/calendar.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

using namespace std::chrono;

constexpr hours shanghai_offset{8};

/// Exactly `count` digits at `position`, or -1.
int digits(std::string_view text, std::size_t position, std::size_t count) {
    if (position + count > text.size()) return -1;
    int value = 0;
    for (std::size_t i = position; i < position + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

}  // namespace

Result<Date> Date::parse(std::string_view text) {
    const int y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-' && y > 0 && m > 0 && d > 0;
    if (!shaped) return fail(ErrorCode::invalid_value, "a date is yyyy-MM-dd");
    const year_month_day date(std::chrono::year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d)));
    if (!date.ok()) return fail(ErrorCode::invalid_value, "no such day in the calendar");
    return Date{sys_days(date)};
}

std::string Date::to_text() const {
    const year_month_day date(days);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

int Date::year() const {
    return static_cast<int>(year_month_day(days).year());
}

Result<ClearingDay> ClearingDay::parse(std::string_view text) {
    auto date = Date::parse(text);
    if (!date) return fail(date.error());
    return ClearingDay{*date};
}

Result<Instant> parse_local_time(std::string_view text) {
    auto date = Date::parse(text.substr(0, 10));
    if (!date) return fail(date.error());
    if (text.size() == 10) return local_midnight(*date);
    const int h = digits(text, 11, 2), m = digits(text, 14, 2), s = digits(text, 17, 2);
    const bool shaped = text.size() == 19 && (text[10] == ' ' || text[10] == 'T') && text[13] == ':' && text[16] == ':';
    if (!shaped || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
        return fail(ErrorCode::invalid_value, "a time is yyyy-MM-dd HH:mm:ss");
    return local_midnight(*date) + hours(h) + minutes(m) + seconds(s);
}

std::string to_local_time(Instant instant) {
    const auto local = instant + shanghai_offset;
    const auto day_start = floor<std::chrono::days>(local);
    const hh_mm_ss time(floor<seconds>(local - day_start));
    return fmt::format("{} {:02}:{:02}:{:02}", Date{day_start}.to_text(), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

std::string to_compact_local_time(Instant instant) {
    const auto local = instant + shanghai_offset;
    const auto day_start = floor<std::chrono::days>(local);
    const year_month_day date(day_start);
    const hh_mm_ss time(local - day_start);
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}{:03}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Date local_date(Instant instant) {
    return Date{floor<std::chrono::days>(instant + shanghai_offset)};
}

Instant local_midnight(Date date) {
    return Instant(date.days) - shanghai_offset;
}

}  // namespace clearing
