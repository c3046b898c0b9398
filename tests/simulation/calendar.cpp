#include "tests/simulation/calendar.hpp"

#include <chrono>

#include <fmt/format.h>

namespace clearing::simulation {

std::string WallClock::text_of(Millis local) {
    const std::chrono::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(local)};
    const auto days = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{days};
    const auto of_day = std::chrono::floor<std::chrono::seconds>(instant - days).count();
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day / 3'600,
                       of_day / 60 % 60, of_day % 60);
}

Millis WallClock::millis_of(const std::string& text) {
    const auto number = [&](std::size_t at, std::size_t length) { return std::stoi(text.substr(at, length)); };
    const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    const Millis days = std::chrono::sys_days(date).time_since_epoch().count();
    Millis seconds = days * 86'400;
    if (text.size() > 10) seconds += number(11, 2) * 3'600 + number(14, 2) * 60 + number(17, 2);
    return seconds * 1'000;
}

std::string WallClock::day_after(const std::string& day) {
    return text_of(millis_of(day) + 24 * hour).substr(0, 10);
}

}  // namespace clearing::simulation
