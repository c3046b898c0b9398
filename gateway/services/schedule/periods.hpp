#pragma once

#include "gateway/services/calendar/calendar.hpp"
#include "gateway/services/schedule/task.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// Tasks of a day or a month, for whoever registers one. Pure decisions and what makes a Task of them.

namespace clearing::schedule {

using CalendarInForce = std::function<std::shared_ptr<const calendar::Calendar>()>;

/// Today's run, at so long after midnight, and tomorrow's. What was missed on earlier days is not made up for.
std::vector<Due> daily_periods(std::chrono::minutes after_midnight, Instant now);

enum class DeadlineMoment : std::uint8_t {
    last_day_begins,  ///< do it now: the clearing tables are made on the 21st
    passed,           ///< too late: an alarm
};
/// "2018-09": of every month whose deadline of this name came within the last 40 days, and the next one to come. A
/// month whose deadline has no row, or falls into a year without a calendar, has none.
std::vector<Due> monthly_periods(const calendar::Calendar& calendar, const std::string& deadline, DeadlineMoment moment,
                                 Instant now);

using Work = std::function<awaitable<Result<std::string>>(Attempt attempt)>;

/// When what waits for a person is told.
inline constexpr std::chrono::minutes as_people_come_to_work{8 * 60 + 45};

/// Once a day; the period is the day, "2018-10-16".
Task daily(std::string name, std::chrono::minutes after_midnight, Work work);
/// Once a month, at a deadline of deadlines.tsv; the period is the month it is about, "2018-09".
Task monthly(std::string name, std::string deadline, DeadlineMoment moment, CalendarInForce calendar, Work work);

}  // namespace clearing::schedule
