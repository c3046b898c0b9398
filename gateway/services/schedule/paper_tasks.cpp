#include "gateway/services/schedule/paper_tasks.hpp"

#include <set>

#include <fmt/format.h>

namespace clearing::schedule {
namespace {

using Outcome = Result<std::string>;
using statements::pairs_of;

constexpr std::chrono::minutes after_the_days_are_due{8 * 60 + 30};

std::string in_words(const PairKey& pair) {
    return fmt::format("{}/{}/{}", pair.platform.text, pair.counterparty.text, name_of(pair.direction));
}

/// What became of one kind of paper, pair by pair. One that has to wait is told of and does not stop the others.
class Drafts {
public:
    void made(bool is_new) { ++(is_new ? made_ : stood_); }
    /// False: the store is away, and nothing more can be asked of it.
    bool waits(const std::string& subject, const Error& error) {
        if (waiting_.empty()) first_code_ = error.code;
        waiting_.push_back(fmt::format("{}: {}", subject, error.detail));
        return error.code != ErrorCode::store_unavailable;
    }
    /// An error as long as one waits, so that the run is tried again.
    Outcome outcome() const {
        const std::string done = fmt::format("{} drafted, {} stood or were not needed", made_, stood_);
        if (waiting_.empty()) return done;
        return fail(first_code_, fmt::format("{}; waiting: {}", done, fmt::join(waiting_, "; ")));
    }

private:
    int made_ = 0, stood_ = 0;
    ErrorCode first_code_{};
    std::vector<std::string> waiting_;
};

awaitable<Result<std::set<PairKey>>> pairs_in(PaperTasksWorld& world, Period period) {
    const ClearingDay first{period.first}, last{period.last};
    const auto days = co_await world.days.days_between(first, last);
    if (!days) co_return fail(days.error());
    co_return pairs_of(*days);
}

awaitable<Outcome> draft_statements(PaperTasksWorld& world, Attempt attempt) {
    const auto month = Period::month(attempt.period);
    if (!month) co_return fail(month.error());
    const auto pairs = co_await pairs_in(world, *month);
    if (!pairs) co_return fail(pairs.error());
    const DivisionCode& own_region = world.papers.maker().own_region();
    Drafts drafts;
    for (const PairKey& pair : *pairs) {
        std::string id = period_id(pair, *month, own_region);
        const auto drafted = co_await world.papers.draft(std::move(id));
        if (drafted)
            drafts.made(*drafted);
        else if (!drafts.waits(in_words(pair), drafted.error()))
            break;
    }
    co_return drafts.outcome();
}

/// A platform's tables are not kept but made of the books whenever they are asked for; the draft is the proof that they
/// can be, on the day they are due. What is no sum of its days is an alarm.
awaitable<Outcome> draft_table(PaperTasksWorld& world, PlatformName platform, Month month) {
    std::string subject = fmt::format("{}/{}", platform.text, month.to_text());
    const auto progress = co_await world.months.run(std::move(platform), month);
    if (!progress) co_return fail(progress.error());
    std::size_t apart = 0;
    for (const statements::CheckedMonth& checked : progress->tables) {
        if (!checked.table.days_are_agreed)
            co_return fail(ErrorCode::conflict,
                           "days of " + checked.table.key.counterparty.text + " are not agreed yet");
        apart += checked.differences.empty() ? 0 : 1;
    }
    if (apart == 0) co_return fmt::format("{} tables, each the sum of its days", progress->tables.size());
    ports::RaisedAlarm alarm{
        "month_table_differs", subject,
        fmt::format("{} of {} tables of {} are not the sum of their days", apart, progress->tables.size(), subject),
        world.clock.now()};
    const auto raised = co_await world.alarms.raise(std::move(alarm));
    if (!raised) co_return fail(raised.error());
    co_return fmt::format("{} tables, {} not the sum of their days: alarm raised", progress->tables.size(), apart);
}

awaitable<Outcome> draft_tables(PaperTasksWorld& world, Attempt attempt) {
    const auto month = Month::parse(attempt.period);
    if (!month) co_return fail(month.error());
    std::vector<std::string> told;
    std::optional<Error> waiting;
    for (const PlatformName& platform : world.platforms) {
        const auto drafted = co_await draft_table(world, platform, *month);
        if (!drafted && drafted.error().code == ErrorCode::store_unavailable) co_return fail(drafted.error());
        if (!drafted && !waiting) waiting = drafted.error();
        told.push_back(fmt::format("{}: {}", platform.text, drafted ? *drafted : drafted.error().detail));
    }
    std::string sentence = fmt::format("{}", fmt::join(told, "; "));
    if (waiting) co_return fail(waiting->code, std::move(sentence));
    co_return sentence;
}

/// The notices of pairs that are paid in this cycle, up to its last day.
awaitable<Outcome> draft_notices_of(PaperTasksWorld& world, PaymentCycle cycle, Period period) {
    const auto pairs = co_await pairs_in(world, period);
    if (!pairs) co_return fail(pairs.error());
    Drafts drafts;
    for (const PairKey& pair : *pairs) {
        const auto terms =
            world.tables_in_force.current()->router->terms(pair.platform, pair.counterparty, period.last);
        if (!terms) {
            drafts.waits(in_words(pair), terms.error());
            continue;
        }
        if (terms->cycle != cycle) continue;
        const ClearingDay last{period.last};
        const auto drafted = co_await world.payments.draft(pair, last);
        if (drafted)
            drafts.made(drafted->has_value());
        else if (!drafts.waits(in_words(pair), drafted.error()))
            break;
    }
    co_return drafts.outcome();
}

awaitable<Outcome> draft_notices(PaperTasksWorld& world, Attempt attempt) {
    const auto month = Period::month(attempt.period);
    if (!month) co_return fail(month.error());
    co_return co_await draft_notices_of(world, PaymentCycle::monthly, *month);
}

awaitable<Outcome> draft_daily_notices(PaperTasksWorld& world, Attempt attempt) {
    const auto today = Date::parse(attempt.period);
    if (!today) co_return fail(today.error());
    const Period yesterday = Period::of_day({today->previous()});
    co_return co_await draft_notices_of(world, PaymentCycle::daily, yesterday);
}

}  // namespace

std::vector<Task> paper_tasks(PaperTasksWorld& world) {
    const auto calendar = [&world] { return world.tables_in_force.current()->calendar; };
    return {monthly("draft_statements", "tables_made", DeadlineMoment::last_day_begins, calendar,
                    [&world](Attempt attempt) { return draft_statements(world, std::move(attempt)); }),
            monthly("draft_tables", "tables_made", DeadlineMoment::last_day_begins, calendar,
                    [&world](Attempt attempt) { return draft_tables(world, std::move(attempt)); }),
            monthly("draft_notices", "notices_made", DeadlineMoment::last_day_begins, calendar,
                    [&world](Attempt attempt) { return draft_notices(world, std::move(attempt)); }),
            daily("draft_daily_notices", after_the_days_are_due,
                  [&world](Attempt attempt) { return draft_daily_notices(world, std::move(attempt)); })};
}

}  // namespace clearing::schedule
