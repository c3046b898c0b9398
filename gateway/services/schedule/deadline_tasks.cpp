#include "gateway/services/schedule/deadline_tasks.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::schedule {
namespace {

using Outcome = Result<std::string>;

/// Owed: the alarm is raised, unless one of the month stands unacknowledged.
awaitable<Outcome> tell(DeadlineTasksWorld& world, std::string kind, std::string period, std::string what) {
    ports::RaisedAlarm alarm{std::move(kind), std::move(period), what, world.clock.now()};
    const auto raised = co_await world.alarms.raise(std::move(alarm));
    if (!raised) co_return fail(raised.error());
    co_return what + ": alarm raised";
}

constexpr int first_attempts_awaited = 3;

/// What the scheduler does by itself and has not done by then, and why. What came due while no daemon ran is tried
/// first.
awaitable<Outcome> drafted_in_time(DeadlineTasksWorld& world, std::string alarm, std::vector<std::string> tasks,
                                   Attempt attempt) {
    std::vector<std::string> owed;
    for (const std::string& task : tasks) {
        ports::RunId id{task, attempt.period};
        const auto run = co_await world.runs.find(std::move(id));
        if (!run) co_return fail(run.error());
        if (*run && (*run)->done_at) continue;
        const bool was_tried = *run && (*run)->attempts > 0;
        if (!was_tried && attempt.earlier < first_attempts_awaited)
            co_return fail(ErrorCode::conflict, task + " was not tried yet");
        owed.push_back(*run && !(*run)->outcome.empty() ? fmt::format("{} ({})", task, (*run)->outcome) : task);
    }
    if (owed.empty()) co_return std::string("in time");
    std::string what = fmt::format("not done of {}: {}", attempt.period, fmt::join(owed, "; "));
    co_return co_await tell(world, std::move(alarm), std::move(attempt.period), std::move(what));
}

awaitable<Outcome> released_in_time(DeadlineTasksWorld& world, Attempt attempt) {
    const auto month = Period::month(attempt.period);
    if (!month) co_return fail(month.error());
    const ClearingDay first{month->first}, last{month->last};
    const auto days = co_await world.days.days_between(first, last);
    if (!days) co_return fail(days.error());
    std::vector<std::string> owed;
    for (const PairKey& pair : statements::pairs_of(*days)) {
        const std::string id = period_id(pair, *month, world.papers.maker().own_region());
        const auto revisions = co_await world.papers.revisions(id);
        if (!revisions) co_return fail(revisions.error());
        if (std::ranges::none_of(*revisions, &StatementRevision::is_released)) owed.push_back(id);
    }
    if (owed.empty()) co_return std::string("every statement is released");
    std::string what =
        fmt::format("{} statements of {} are not released: {}", owed.size(), attempt.period, fmt::join(owed, ", "));
    co_return co_await tell(world, "papers_not_released", std::move(attempt.period), std::move(what));
}

awaitable<Outcome> cleared_in_time(DeadlineTasksWorld& world, Attempt attempt) {
    const auto unagreed = co_await world.unagreed.unagreed();
    if (!unagreed) co_return fail(unagreed.error());
    const auto owed = std::ranges::count_if(
        *unagreed, [&](const ports::Day& day) { return day.key.day.to_text().starts_with(attempt.period); });
    if (owed == 0) co_return std::string("every day is agreed");
    std::string what = fmt::format("{} days of {} have not cleared within two months", owed, attempt.period);
    co_return co_await tell(world, "clears_too_late", std::move(attempt.period), std::move(what));
}

awaitable<Outcome> year_closed_in_time(DeadlineTasksWorld& world, Attempt) {
    const int last_year = local_date(world.clock.now()).year() - 1;
    const auto year = co_await payments::check_year(world.payments, last_year);
    if (!year) co_return fail(year.error());
    if (!year->is_over_due) co_return fmt::format("{} items of {} are open", year->open.size(), last_year);
    std::string what =
        fmt::format("{} items of {} are open after {}", year->open.size(), last_year, year->closes.to_text());
    co_return co_await tell(world, "year_not_closed", std::to_string(last_year), std::move(what));
}

/// Each by its number, so that one that is acknowledged hides no other.
awaitable<Outcome> notices_in_time(DeadlineTasksWorld& world, Attempt) {
    const Date today = local_date(world.clock.now());
    const auto notices = co_await world.payments.book.notices({});
    if (!notices) co_return fail(notices.error());
    const auto has_passed = [today](const Deadline& deadline) { return deadline.day && *deadline.day < today; };
    int late = 0;
    for (const Notice& notice : *notices) {
        const Standing standing = standing_of(notice, today);
        const bool is_to_be_paid =
            standing == Standing::unpaid || standing == Standing::partly_paid || standing == Standing::late;
        const bool waits_for_us = notice.state != NoticeState::handed_over && has_passed(notice.hand_over_due);
        if (!is_to_be_paid || (!waits_for_us && standing != Standing::late)) continue;
        ++late;
        const char* sort = waits_for_us ? "hand_over_late" : "payment_late";
        std::string what =
            waits_for_us ? fmt::format("{} was to be handed over to finance by {}", notice.id,
                                       notice.hand_over_due.day->to_text())
                         : fmt::format("{} of {} open on {}, to be paid by {}", sum_of(notice.open()).to_yuan(),
                                       sum_of(notice.owed()).to_yuan(), notice.id, notice.payment_due.day->to_text());
        const auto told = co_await tell(world, sort, notice.id, std::move(what));
        if (!told) co_return fail(told.error());
    }
    co_return fmt::format("{} notices are late", late);
}

}  // namespace

std::vector<Task> deadline_tasks(DeadlineTasksWorld& world) {
    const auto when_passed = [&world](std::string name, std::string deadline, Work work) {
        return monthly(
            std::move(name), std::move(deadline), DeadlineMoment::passed,
            [&world] { return world.tables_in_force.current()->calendar; }, std::move(work));
    };
    return {when_passed("tables_not_made", "tables_made",
                        [&world](Attempt attempt) {
                            return drafted_in_time(world, "tables_not_made", {"draft_statements", "draft_tables"},
                                                   std::move(attempt));
                        }),
            when_passed("papers_not_released", "tables_confirmed",
                        [&world](Attempt attempt) { return released_in_time(world, std::move(attempt)); }),
            when_passed("notices_not_made", "notices_made",
                        [&world](Attempt attempt) {
                            return drafted_in_time(world, "notices_not_made", {"draft_notices"}, std::move(attempt));
                        }),
            when_passed("clears_too_late", "latest_clearing",
                        [&world](Attempt attempt) { return cleared_in_time(world, std::move(attempt)); }),
            daily("year_not_closed", as_people_come_to_work,
                  [&world](Attempt attempt) { return year_closed_in_time(world, std::move(attempt)); }),
            daily("notices_late", as_people_come_to_work,
                  [&world](Attempt attempt) { return notices_in_time(world, std::move(attempt)); })};
}

}  // namespace clearing::schedule
