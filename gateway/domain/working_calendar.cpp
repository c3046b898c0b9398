#include "gateway/domain/working_calendar.hpp"

#include <fmt/format.h>

namespace clearing {

Result<bool> WorkingCalendar::is_working_day(Date date) const {
    if (!is_loaded(date.year()))
        return fail(ErrorCode::not_found, fmt::format("the calendar of {} is not loaded", date.year()), {"day"});
    if (const auto special = special_days_.find(date); special != special_days_.end()) return special->second.works;
    const auto weekday = std::chrono::weekday(date.days);
    return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

Result<Date> WorkingCalendar::working_days_after(Date date, int n) const {
    while (n > 0) {
        date = date.next();
        const auto works = is_working_day(date);
        if (!works) return fail(works.error());
        if (*works) --n;
    }
    return date;
}

}  // namespace clearing
