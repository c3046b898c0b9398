#include "gateway/services/schedule/periods.hpp"

#include <fmt/format.h>

namespace clearing::schedule {
namespace {

using namespace std::chrono;

/// A daemon that was away for longer finds out from the figures, not from a heap of late tasks.
constexpr hours longest_away{40 * 24};
constexpr int months_looked_back = 5;  ///< a deadline comes at most three months after its month

year_month month_of(Date date) {
    const year_month_day day(date.days);
    return day.year() / day.month();
}

}  // namespace

std::vector<Due> daily_periods(minutes after_midnight, Instant now) {
    const Date today = local_date(now);
    std::vector<Due> due;
    for (const Date day : {today, today.next()})
        due.push_back({day.to_text(), local_midnight(day) + after_midnight, "once a day"});
    return due;
}

std::vector<Due> monthly_periods(const calendar::Calendar& calendar, const std::string& deadline, DeadlineMoment moment,
                                 Instant now) {
    std::vector<Due> due;
    const year_month this_month = month_of(local_date(now));
    for (int back = months_looked_back; back >= 0; --back) {
        const year_month month = this_month - months(back);
        const auto counted = calendar.deadline(deadline, Date{sys_days(month / 1)});
        if (!counted) continue;
        const Instant from = moment == DeadlineMoment::passed ? counted->passed_at : local_midnight(counted->last_day);
        if (from + longest_away < now) continue;
        due.push_back({fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month())),
                       from, fmt::format("{}: {}", deadline, counted->sentence)});
        if (from > now) break;
    }
    return due;
}

Task daily(std::string name, minutes after_midnight, Work work) {
    Task task{std::move(name), {}, std::move(work)};
    task.when = [after_midnight](Instant now) -> awaitable<Result<std::vector<Due>>> {
        co_return daily_periods(after_midnight, now);
    };
    return task;
}

Task monthly(std::string name, std::string deadline, DeadlineMoment moment, CalendarInForce calendar, Work work) {
    Task task{std::move(name), {}, std::move(work)};
    task.when = [deadline = std::move(deadline), moment,
                 calendar = std::move(calendar)](Instant now) -> awaitable<Result<std::vector<Due>>> {
        co_return monthly_periods(*calendar(), deadline, moment, now);
    };
    return task;
}

}  // namespace clearing::schedule
