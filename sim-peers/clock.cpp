#include "sim-peers/clock.hpp"

#include <cstdio>
#include <optional>

namespace clearing::peers {
namespace {

using std::chrono::sys_days;

long long steady_seconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Local seconds since 1970-01-01 00:00:00 local.
std::optional<long long> read_time(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const int fields =
        std::sscanf(text.c_str(), "%4d-%2d-%2d %2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second);
    if (fields != 6 && !(fields == 3 && text.size() == 10)) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return sys_days{date}.time_since_epoch().count() * 86400LL + hour * 3600LL + minute * 60LL + second;
}

std::string write_time(long long seconds, const char* format) {
    const long long days = seconds / 86400, rest = seconds % 86400;
    const std::chrono::year_month_day date{sys_days{std::chrono::days{days}}};
    char text[64];
    std::snprintf(text, sizeof text, format, static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60),
                  static_cast<int>(rest % 60));
    return text;
}

constexpr const char* plain = "%04d-%02u-%02u %02d:%02d:%02d";

}  // namespace

std::expected<Clock, std::string> Clock::starting_at(const std::string& text) {
    Clock clock;
    if (text.empty()) {
        const auto real = std::chrono::system_clock::now().time_since_epoch();
        clock.offset_ = std::chrono::duration_cast<std::chrono::seconds>(real).count() + 8 * 3600 - steady_seconds();
        return clock;
    }
    const auto start = read_time(text);
    if (!start) return std::unexpected("business_clock is unreadable: " + text);
    clock.offset_ = *start - steady_seconds();
    return clock;
}

long long Clock::seconds_now() const {
    return stands_at_.value_or(steady_seconds() + offset_);
}
std::string Clock::now() const {
    return write_time(seconds_now(), plain);
}
std::string Clock::today() const {
    return now().substr(0, 10);
}
std::string Clock::compact() const {
    return write_time(seconds_now(), "%04d%02u%02u%02d%02d%02d");
}
std::string Clock::in_seconds(long long seconds) const {
    return write_time(seconds_now() + seconds, plain);
}

std::expected<void, std::string> Clock::advance_to(std::string text) {
    const auto target = read_time(text);
    if (!target) return std::unexpected("unreadable time: " + text);
    if (*target < seconds_now()) return std::unexpected("the clock only goes forward; it is " + now());
    offset_ = *target - steady_seconds();
    return {};
}

void Clock::set_to(const std::string& text) {
    const auto target = read_time(text);
    if (!target) return;
    offset_ = *target - steady_seconds();
    if (stands_at_) stands_at_ = target;
}

std::string day_after(const std::string& day) {
    const auto seconds = read_time(day);
    return seconds ? write_time(*seconds + 86400, plain).substr(0, 10) : std::string();
}

}  // namespace clearing::peers
