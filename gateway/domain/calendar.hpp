#pragma once

#include "gateway/domain/result.hpp"

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

namespace clearing {

/// A point in time, UTC, milliseconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A calendar day in Asia/Shanghai (UTC+8, no daylight saving since 1991).
struct Date {
    std::chrono::sys_days days{};

    /// "2018-10-16". Error: invalid_value.
    static Result<Date> parse(std::string_view text);
    std::string to_text() const;

    Date next() const { return Date{days + std::chrono::days(1)}; }
    Date previous() const { return Date{days - std::chrono::days(1)}; }
    int year() const;
    auto operator<=>(const Date&) const = default;
};

/// The day a settlement is cleared on (SETTLEMENT §3). Not just any date: it is assigned by one side and told to the
/// other.
struct ClearingDay {
    Date date;

    static Result<ClearingDay> parse(std::string_view text);
    std::string to_text() const { return date.to_text(); }
    ClearingDay next() const { return {date.next()}; }
    auto operator<=>(const ClearingDay&) const = default;
};

/// "2018-10-16 09:30:00", Asia/Shanghai. A bare date means its midnight. Error: invalid_value.
Result<Instant> parse_local_time(std::string_view text);
std::string to_local_time(Instant instant);
/// "20181016093000123": refmsg_time and respond_time.
std::string to_compact_local_time(Instant instant);

Date local_date(Instant instant);
Instant local_midnight(Date date);  ///< the instant the day begins

}  // namespace clearing
