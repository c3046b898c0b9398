#include "gateway/services/calendar/calendar.hpp"

#include "gateway/services/calendar/read_calendar.hpp"
#include "gateway/services/tables/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::calendar {
namespace {

const PlatformName any_platform{"*"};

WorkingCalendar working_calendar_of(const std::vector<SpecialDay>& rows) {
    std::map<Date, WorkingCalendar::SpecialDay> days;
    std::set<int> loaded;
    for (const SpecialDay& row : rows) {
        days.emplace(row.day, WorkingCalendar::SpecialDay{row.works, row.notice});
        loaded.insert(row.of_year);
    }
    return {std::move(days), std::move(loaded)};
}

}  // namespace

Result<std::shared_ptr<const Calendar>> Calendar::load(const CalendarTexts& texts) {
    tables::Findings findings;
    auto calendar = read(texts, findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    return calendar;
}

std::shared_ptr<const Calendar> Calendar::read(const CalendarTexts& texts, tables::Findings& findings) {
    auto calendar = std::make_shared<Calendar>();
    calendar->special_days_ = read_special_days(texts.calendar, findings);
    calendar->cut_offs_ = read_cut_offs(texts.cut_offs, findings);
    calendar->deadlines_ = read_deadlines(texts.deadlines, findings);
    calendar->working_days_ = working_calendar_of(calendar->special_days_);
    return calendar;
}

std::vector<int> Calendar::loaded_years() const {
    std::set<int> years;
    for (const SpecialDay& row : special_days_)
        years.insert(row.of_year);
    return {years.begin(), years.end()};
}

CutOffRule Calendar::rule_of(const PlatformName& platform, ClearingDay day) const {
    for (const PlatformName& named : {platform, any_platform})
        for (const CutOffRule& rule : cut_offs_)
            if (rule.platform == named && rule.period.contains(day.date)) return rule;
    return {.platform = any_platform, .period = {day.date, std::nullopt}, .source = "no row"};
}

DayTimes Calendar::times_of(const PlatformName& platform, ClearingDay day) const {
    const CutOffRule rule = rule_of(platform, day);
    const Instant cut_off = local_midnight(day.date) + rule.cut_off;
    return {cut_off, cut_off + rule.grace, cut_off + rule.due};
}

Result<Deadline> Calendar::deadline(std::string_view name, Date from) const {
    const auto found = std::ranges::find_if(deadlines_, [&](const DeadlineRow& row) {
        return row.name == name && row.period.contains(begin_of(row.counts_from, from));
    });
    if (found == deadlines_.end())
        return fail(ErrorCode::not_loaded, fmt::format("no deadline '{}' is in force on {}", name, from.to_text()),
                    {"name"});
    const Result<Date> last_day = found->rule.last_day(from, working_days_);
    if (!last_day) return fail(last_day.error());
    return Deadline{found->name, found->sentence, found->source, *last_day, local_midnight(last_day->next())};
}

std::vector<int> Calendar::missing_years(Date today) const {
    std::vector<int> missing;
    const int this_year = today.year();
    if (!working_days_.is_loaded(this_year)) missing.push_back(this_year);
    const Date next_begins{std::chrono::sys_days(std::chrono::year(this_year + 1) / 1 / 1)};
    const auto due = deadline("calendar_loaded", next_begins);
    if (due && due->last_day < today && !working_days_.is_loaded(this_year + 1)) missing.push_back(this_year + 1);
    return missing;
}

}  // namespace clearing::calendar
