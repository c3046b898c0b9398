#pragma once

#include "gateway/domain/working_calendar.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace clearing::calendar {

/// What a deadline is counted from.
enum class CountsFrom : std::uint8_t { day, month, year };

std::string_view name_of(CountsFrom counts_from);
std::optional<CountsFrom> counts_from_named(std::string_view name);

/// A sentence of deadlines.tsv: "5 working days", "day 20 of month +1", "last day of month 3 of year +1".
class DeadlineRule {
public:
    /// Nothing: not one of the sentences that may stand with `counts_from`.
    static std::optional<DeadlineRule> read(CountsFrom counts_from, std::string_view sentence);

    /// The last day of the deadline. `from`: the day, or any day of the month or year, that it is counted from. Error:
    /// not_found (a year on the way is not loaded).
    Result<Date> last_day(Date from, const WorkingCalendar& working_days) const;

private:
    enum class Form : std::uint8_t { working_days, days, day_of_month, last_of_month, last_of_month_of_year };

    Form form_{};
    int number_ = 0;  ///< of days; of the day in its month; of the month in its year
    int later_ = 0;   ///< so many months or years after
};

/// What a row of deadlines.tsv is chosen by: the day itself, or the first one of its month or year.
Date begin_of(CountsFrom counts_from, Date from);

}  // namespace clearing::calendar
