#include "gateway/services/schedule/day_tasks.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::schedule {
namespace {

using std::chrono::minutes;
using Periods = Result<std::vector<Due>>;
using Outcome = Result<std::string>;

constexpr minutes after_the_days_are_due{8 * 60 + 30};
constexpr minutes soon_after_midnight{5};
const std::string actor = "schedule";

std::shared_ptr<const calendar::Calendar> calendar_of(const DayTasksWorld& world) {
    return world.tables_in_force.current()->calendar;
}

Result<DayKey> key_of(const std::string& period) {
    auto key = day_of_period(period);
    if (!key) return fail(ErrorCode::internal_error, "no period of a day: " + period);
    return *key;
}

/// Where their visitors' costs are cleared with, today.
std::vector<PairKey> neighbours_of(const DayTasksWorld& world) {
    std::vector<PairKey> neighbours;
    const Date today = local_date(world.clock.now());
    for (const auto& [platform, region] : world.neighbours) {
        const auto route = world.tables_in_force.current()->router->route_of_person(region, Direction::visitor, today);
        if (route && route->platform == platform)
            neighbours.push_back({platform, route->counterparty, Direction::visitor});
    }
    return neighbours;
}

Task begin_pair(DayTasksWorld& world) {
    Task task{"begin_pair", {}, {}};
    task.when = [&world](Instant now) -> awaitable<Periods> {
        auto days = co_await world.unagreed.unagreed();
        if (!days) co_return fail(days.error());
        std::vector<Due> due;
        for (const PairKey& pair : pairs_to_begin(*days, neighbours_of(world)))
            due.push_back({fmt::format("{}/{}", pair.platform.text, pair.counterparty.text), now,
                           "a neighbour without a day: an empty day sends a close too"});
        co_return due;
    };
    task.run = [&world](Attempt attempt) -> awaitable<Outcome> {
        const auto slash = attempt.period.rfind('/');
        PairKey pair{PlatformName(attempt.period.substr(0, slash)), DivisionCode(attempt.period.substr(slash + 1)),
                     Direction::visitor};
        auto day = co_await world.days.open_day(std::move(pair));
        if (!day) co_return fail(day.error());
        co_return "open from " + day->to_text();
    };
    return task;
}

Task switch_day(DayTasksWorld& world) {
    Task task{"switch_day", {}, {}, true};
    task.when = [&world](Instant) -> awaitable<Periods> {
        auto days = co_await world.unagreed.unagreed();
        if (!days) co_return fail(days.error());
        co_return days_to_switch(*days, *calendar_of(world), world.other_sides);
    };
    task.run = [&world](Attempt attempt) -> awaitable<Outcome> {
        auto key = key_of(attempt.period);
        if (!key) co_return fail(key.error());
        auto switched = co_await world.days.switch_day(*key, world.clock.now());
        if (!switched) co_return fail(switched.error());
        co_return fmt::format("{} is {}", key->day.to_text(), name_of(switched->state));
    };
    return task;
}

/// Told once a day, not once an attempt: a partner that is away for hours would fill the record.
awaitable<Result<void>> write_down(DayTasksWorld& world, std::string event, std::string subject, std::string detail) {
    ports::AuditEvent entry{world.clock.now(), std::move(event), actor, std::move(subject), std::move(detail)};
    co_return co_await world.audit.record(std::move(entry));
}

Task close_day(DayTasksWorld& world) {
    Task task{"close_day", {}, {}};
    task.when = [&world](Instant) -> awaitable<Periods> {
        auto days = co_await world.unagreed.unagreed();
        if (!days) co_return fail(days.error());
        co_return days_to_close(*days, *calendar_of(world), world.other_sides);
    };
    task.run = [&world](Attempt attempt) -> awaitable<Outcome> {
        auto key = key_of(attempt.period);
        if (!key) co_return fail(key.error());
        const std::string subject = statement_id(*key, world.tables_in_force.current()->router->own_region());
        if (attempt.earlier == 0) {
            auto ordered = co_await write_down(world, "day_close_ordered", subject, "");
            if (!ordered) co_return fail(ordered.error());
        }
        auto statement = co_await world.closing.close(*key, {});
        if (!statement) {
            std::string reason = fmt::format("{} {}", stable_code(statement.error().code), statement.error().detail);
            if (attempt.earlier == 0) co_await write_down(world, "day_close_failed", subject, std::move(reason));
            co_return fail(statement.error());
        }
        co_return std::string(name_of(statement->state));
    };
    return task;
}

Task day_not_agreed(DayTasksWorld& world) {
    Task task{"day_not_agreed", {}, {}};
    task.when = [&world](Instant) -> awaitable<Periods> {
        auto days = co_await world.unagreed.unagreed();
        if (!days) co_return fail(days.error());
        co_return days_overdue(*days, *calendar_of(world));
    };
    task.run = [&world](Attempt attempt) -> awaitable<Outcome> {
        auto key = key_of(attempt.period);
        if (!key) co_return fail(key.error());
        auto day = co_await world.days.find(*key);
        if (!day) co_return fail(day.error());
        if (*day && is_agreed((*day)->state)) co_return std::string("agreed meanwhile");
        const DayState state = *day ? (*day)->state : DayState::open;
        ports::RaisedAlarm alarm{"day_not_agreed", attempt.period,
                                 fmt::format("the day {} is {} and ought to be agreed", attempt.period, name_of(state)),
                                 world.clock.now()};
        auto raised = co_await world.alarms.raise(std::move(alarm));
        if (!raised) co_return fail(raised.error());
        co_return std::string("alarm raised");
    };
    return task;
}

awaitable<Outcome> look_for_closes_never_sent(DayTasksWorld& world, Attempt) {
    auto all = co_await world.days.days(std::nullopt);
    if (!all) co_return fail(all.error());
    const auto missing = closes_never_sent(*all, *calendar_of(world), world.other_sides, world.clock.now());
    for (const DayKey& key : missing) {
        ports::RaisedAlarm alarm{"day_not_agreed", period_of(key),
                                 fmt::format("the partner has sent no close of {}", period_of(key)), world.clock.now()};
        auto raised = co_await world.alarms.raise(std::move(alarm));
        if (!raised) co_return fail(raised.error());
    }
    co_return fmt::format("{} closes never came", missing.size());
}

awaitable<Outcome> look_at_month(DayTasksWorld& world, Attempt attempt) {
    auto unagreed = co_await world.unagreed.unagreed();
    if (!unagreed) co_return fail(unagreed.error());
    const auto of_month = std::ranges::count_if(
        *unagreed, [&](const ports::Day& day) { return day.key.day.to_text().starts_with(attempt.period); });
    if (of_month == 0) co_return std::string("every day is agreed");
    ports::RaisedAlarm alarm{
        "month_not_reconciled", attempt.period,
        fmt::format("{} days of {} are not agreed after the month's deadline", of_month, attempt.period),
        world.clock.now()};
    auto raised = co_await world.alarms.raise(std::move(alarm));
    if (!raised) co_return fail(raised.error());
    co_return fmt::format("{} days are not agreed: alarm raised", of_month);
}

awaitable<Outcome> look_at_calendar(DayTasksWorld& world, Attempt) {
    const auto missing = calendar_of(world)->missing_years(local_date(world.clock.now()));
    for (const int year : missing) {
        ports::RaisedAlarm alarm{"calendar_not_loaded", std::to_string(year),
                                 fmt::format("the calendar of {} is not loaded: no deadline in working days of that "
                                             "year is computed",
                                             year),
                                 world.clock.now()};
        auto raised = co_await world.alarms.raise(std::move(alarm));
        if (!raised) co_return fail(raised.error());
    }
    co_return missing.empty() ? std::string("loaded") : fmt::format("{} years missing", missing.size());
}

}  // namespace

std::vector<Task> day_tasks(DayTasksWorld& world) {
    const auto calendar = [&world] { return calendar_of(world); };
    return {begin_pair(world),
            switch_day(world),
            close_day(world),
            day_not_agreed(world),
            daily("partner_closes", after_the_days_are_due,
                  [&world](Attempt attempt) { return look_for_closes_never_sent(world, std::move(attempt)); }),
            monthly("month_reconciled", "month_reconciled", DeadlineMoment::passed, calendar,
                    [&world](Attempt attempt) { return look_at_month(world, std::move(attempt)); }),
            daily("check_calendar", soon_after_midnight,
                  [&world](Attempt attempt) { return look_at_calendar(world, std::move(attempt)); })};
}

}  // namespace clearing::schedule
