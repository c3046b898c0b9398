#include "gateway/api/calendar.hpp"

#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/services/calendar/calendar.hpp"

#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::api {

using ports::awaitable;

namespace {

Result<std::shared_ptr<const calendar::Calendar>> calendar_in_force(const World& world) {
    const auto& tables = world.tables.current();
    if (!tables || !tables->calendar) return fail(ErrorCode::not_loaded, "no tables are in force");
    return tables->calendar;
}

json::Value day_or_null(const std::optional<Date>& day) {
    return day ? json::Value(day->to_text()) : json::Value();
}

json::Value to_json(const calendar::SpecialDay& day) {
    return json::Object{{"day", day.day.to_text()}, {"works", day.works}, {"name", day.name}, {"notice", day.notice}};
}

json::Value to_json(const calendar::CutOffRule& rule) {
    const auto cut_off = rule.cut_off.count();
    return json::Object{{"platform", rule.platform.text},
                        {"valid_from", rule.period.from.to_text()},
                        {"valid_to", day_or_null(rule.period.to)},
                        {"cut_off", fmt::format("{:02}:{:02}", cut_off / 60, cut_off % 60)},
                        {"grace_minutes", static_cast<long long>(rule.grace.count())},
                        {"due_minutes", static_cast<long long>(rule.due.count())},
                        {"source", rule.source}};
}

json::Value to_json(const calendar::DeadlineRow& row) {
    return json::Object{{"name", row.name},
                        {"valid_from", row.period.from.to_text()},
                        {"valid_to", day_or_null(row.period.to)},
                        {"counts_from", calendar::name_of(row.counts_from)},
                        {"rule", row.sentence},
                        {"source", row.source}};
}

/// A name no row has is a slip of the pen; one whose rows are not in force may come with other tables.
Result<void> check_deadline_name(const calendar::Calendar& calendar, const std::string& name) {
    std::set<std::string> names;
    for (const calendar::DeadlineRow& row : calendar.deadlines())
        names.insert(row.name);
    if (names.contains(name)) return {};
    return fail(ErrorCode::invalid_value, fmt::format("the deadlines are {}", fmt::join(names, ", ")), {"name"});
}

/// When one day ends on every platform of the configuration, and whether it is worked.
json::Value times_of_day(const World& world, const calendar::Calendar& calendar, Date day) {
    std::set<std::string> platforms;
    for (const ports::PeerStatus& peer : world.peers.peers())
        if (!peer.platform.text.empty()) platforms.insert(peer.platform.text);
    json::Array list;
    for (const std::string& platform : platforms) {
        const calendar::DayTimes times = calendar.times_of(PlatformName(platform), ClearingDay{day});
        list.push_back(json::Object{{"platform", platform},
                                    {"ends_at", to_local_time(times.cut_off)},
                                    {"compared_from", to_local_time(times.compared_from)},
                                    {"due_at", to_local_time(times.due)}});
    }
    const Result<bool> works = calendar.working_days().is_working_day(day);
    return json::Object{
        {"day", day.to_text()}, {"works", works ? json::Value(*works) : json::Value()}, {"platforms", std::move(list)}};
}

template <class Items>
json::Array list_of(const Items& items) {
    json::Array list;
    for (const auto& item : items)
        list.push_back(to_json(item));
    return list;
}

}  // namespace

awaitable<http::Response> get_calendar(World& world, Ask ask) {
    const auto calendar = calendar_in_force(world);
    if (!calendar) co_return answer(calendar.error());
    const Result<std::optional<Date>> day = date_of(ask, "day");
    if (!day) co_return answer(day.error());
    const Date today = day->value_or(local_date(world.clock.now()));
    const Result<std::size_t> year = number_of(ask, "year", static_cast<std::size_t>(today.year()), 2000, 2999);
    if (!year) co_return answer(year.error());
    json::Array loaded;
    for (const int one : (*calendar)->loaded_years())
        loaded.emplace_back(static_cast<long long>(one));
    json::Array days;
    for (const calendar::SpecialDay& one : (*calendar)->special_days())
        if (one.day.year() == static_cast<int>(*year)) days.push_back(to_json(one));
    co_return answer(
        json::Value(json::Object{{"year", static_cast<long long>(*year)},
                                 {"loaded", (*calendar)->working_days().is_loaded(static_cast<int>(*year))},
                                 {"loaded_years", std::move(loaded)},
                                 {"today", times_of_day(world, **calendar, today)},
                                 {"special_days", std::move(days)},
                                 {"cut_offs", list_of((*calendar)->cut_offs())},
                                 {"deadlines", list_of((*calendar)->deadlines())}}));
}

awaitable<http::Response> check_calendar(World& world, Ask) {
    const auto calendar = calendar_in_force(world);
    if (!calendar) co_return answer(calendar.error());
    const Date today = local_date(world.clock.now());
    json::Array findings;
    for (const int year : (*calendar)->missing_years(today))
        findings.emplace_back(
            fmt::format("the calendar of {} is not loaded: no deadline in working days of that year "
                        "is computed",
                        year));
    if ((*calendar)->cut_offs().empty()) findings.emplace_back("no cut-off is in the tables: every day ends at 24:00");
    if ((*calendar)->deadlines().empty()) findings.emplace_back("no deadline is in the tables");
    const bool in_order = findings.empty();
    co_return answer(
        json::Value(json::Object{{"day", today.to_text()}, {"in_order", in_order}, {"findings", std::move(findings)}}));
}

awaitable<http::Response> count_deadline(World& world, Ask ask) {
    const auto calendar = calendar_in_force(world);
    if (!calendar) co_return answer(calendar.error());
    const std::string name = query_of(ask, "name").value_or("");
    if (auto known = check_deadline_name(**calendar, name); !known) co_return answer(known.error());
    const Result<std::optional<Date>> asked = date_of(ask, "from");
    if (!asked) co_return answer(asked.error());
    const Date from = asked->value_or(local_date(world.clock.now()));
    const auto deadline = (*calendar)->deadline(name, from);
    if (!deadline) co_return answer(deadline.error());
    co_return answer(json::Value(json::Object{{"name", deadline->name},
                                              {"rule", deadline->sentence},
                                              {"from", from.to_text()},
                                              {"last_day", deadline->last_day.to_text()},
                                              {"passed_at", to_local_time(deadline->passed_at)},
                                              {"passed", world.clock.now() >= deadline->passed_at},
                                              {"source", deadline->source}}));
}

std::span<const Route> calendar_routes() {
    static const std::vector<Route> table{
        {"GET",
         "/calendar",
         {},
         "Holidays and make-up days of a year, cut-offs, deadlines, and when one day ends",
         {{"year", "default: this one"}, {"day", "whose ends are shown; default today"}},
         "",
         "Calendar",
         get_calendar},
        {"GET", "/calendar/check", {}, "What the calendar lacks today", {}, "", "CalendarCheck", check_calendar},
        {"GET",
         "/calendar/deadline",
         {},
         "A deadline, counted",
         {{"name", "as in the calendar", {}, true},
          {"from", "the day, or any day of the month or year, it is counted from; default today"}},
         "",
         "Deadline",
         count_deadline},
    };
    return table;
}

std::span<const Schema> calendar_schemas() {
    static const std::vector<Schema> all{
        {"Calendar",
         {{"year", "count"},
          {"loaded", "flag"},
          {"loaded_years", "[count]"},
          {"today", "CalendarDay"},
          {"special_days", "[SpecialDay]"},
          {"cut_offs", "[CutOff]"},
          {"deadlines", "[DeadlineRule]"}}},
        {"CalendarDay", {{"day", "day"}, {"works", "flag?"}, {"platforms", "[DayEnd]"}}},
        {"DayEnd", {{"platform", "text"}, {"ends_at", "time"}, {"compared_from", "time"}, {"due_at", "time"}}},
        {"SpecialDay", {{"day", "day"}, {"works", "flag"}, {"name", "text"}, {"notice", "text"}}},
        {"CutOff",
         {{"platform", "text"},
          {"valid_from", "day"},
          {"valid_to", "day?"},
          {"cut_off", "text"},
          {"grace_minutes", "count"},
          {"due_minutes", "count"},
          {"source", "text"}}},
        {"DeadlineRule",
         {{"name", "text"},
          {"valid_from", "day"},
          {"valid_to", "day?"},
          {"counts_from", "text"},
          {"rule", "text"},
          {"source", "text"}}},
        {"CalendarCheck", {{"day", "day"}, {"in_order", "flag"}, {"findings", "[text]"}}},
        {"Deadline",
         {{"name", "text"},
          {"rule", "text"},
          {"from", "day"},
          {"last_day", "day"},
          {"passed_at", "time"},
          {"passed", "flag"},
          {"source", "text"}}},
    };
    return all;
}

}  // namespace clearing::api
