#include "gateway/services/reconciliation/day_service.hpp"

#include "gateway/services/reconciliation/reconcile_order.hpp"

namespace clearing::reconciliation {
namespace {

constexpr int proposals_at_most = 3;
constexpr std::chrono::milliseconds answer_check{20};

}  // namespace

Result<const ports::Platform*> DayService::closable(const DayKey& key) const {
    const ports::Platform* platform = world_.other_sides.platform(key.platform);
    if (platform == nullptr || platform->days == nullptr)
        return fail(ErrorCode::not_found, "no such platform", {"platform"});
    const bool delta = platform->day_rule == DayRule::treatment_side_at_intent;
    if (delta && key.direction == Direction::resident_away)
        return fail(ErrorCode::conflict, "the treatment side closes this day", {"direction"});
    const Instant over = world_.tables_in_force.current()->calendar->times_of(key.platform, key.day).compared_from;
    if (world_.clock.now() < over) return fail(ErrorCode::day_not_over, "it ends at " + to_local_time(over), {"day"});
    return platform;
}

/// Days close in order: what an earlier day carries must be known before a later one is compared.
awaitable<Result<void>> DayService::check_order(DayKey key) {
    auto days = co_await world_.days.days(std::nullopt);
    if (!days) co_return fail(days.error());
    for (const ports::Day& day : *days) {
        const bool same_pair = day.key.platform == key.platform && day.key.counterparty == key.counterparty &&
                               day.key.direction == key.direction;
        if (same_pair && day.key.day < key.day && !is_agreed(day.state))
            co_return fail(ErrorCode::conflict, "day " + day.key.day.to_text() + " is not agreed yet", {"day"});
    }
    co_return Result<void>{};
}

awaitable<Result<void>> DayService::wait_for_answers(DayKey key) {
    const auto until = world_.clock.steady() + world_.longest_deadline;
    while (true) {
        auto awaiting = co_await world_.days.awaiting(key);
        if (!awaiting) co_return fail(awaiting.error());
        // Past the longest deadline an awaiting record is as good as in doubt: it is carried by name.
        if (*awaiting == 0 || world_.clock.steady() >= until) co_return Result<void>{};
        co_await world_.timers.wait(answer_check);
    }
}

awaitable<Result<Statement>> DayService::close(DayKey key) {
    auto platform = closable(key);
    if (!platform) co_return fail(platform.error());
    auto day = co_await world_.days.find(key);
    if (!day) co_return fail(day.error());
    if (*day && is_agreed((*day)->state)) {
        auto statement =
            co_await world_.days.statement(statement_id(key, world_.tables_in_force.current()->router->own_region()));
        if (!statement) co_return fail(statement.error());
        if (*statement) co_return std::move(**statement);
    }
    auto in_order = co_await check_order(key);
    if (!in_order) co_return fail(in_order.error());
    auto switched = co_await world_.days.switch_day(key, world_.clock.now());
    if (!switched) co_return fail(switched.error());
    auto answered = co_await wait_for_answers(key);
    if (!answered) co_return fail(answered.error());
    auto statement = co_await reconcile(key, *platform);
    if (!statement && class_of(statement.error().code) != ErrorClass::refused) {
        auto waiting = co_await world_.days.set_state(key, DayState::waiting_for_partner, world_.clock.now());
        if (!waiting) co_return fail(waiting.error());
    }
    co_return statement;
}

awaitable<Result<Statement>> DayService::reconcile(DayKey key, const ports::Platform* platform) {
    auto content = co_await world_.days.content(key);
    if (!content) co_return fail(content.error());
    auto comparison = co_await compare(key, platform, *content);
    if (!comparison) co_return fail(comparison.error());
    const auto kept = co_await keep_found(world_, key, *comparison, "daemon");
    if (!kept) co_return fail(kept.error());
    co_return co_await agree(std::move(key), platform, std::move(*content), std::move(*comparison));
}

awaitable<Result<Comparison>> DayService::compare(DayKey key, const ports::Platform* platform,
                                                  const ports::DayContent& content) {
    DayTotals totals = totals_of(key, content, world_.digest);
    auto answer = co_await platform->days->compare_totals(std::move(totals), content.lines);
    if (!answer) co_return fail(answer.error());
    Comparison comparison;
    if (!answer->equal) {
        auto reconciling = co_await world_.days.set_state(key, DayState::reconciling, world_.clock.now());
        if (!reconciling) co_return fail(reconciling.error());
        auto unequal = co_await compare_unequal(world_, key, *platform, content.lines);
        if (!unequal) co_return fail(unequal.error());
        comparison = std::move(*unequal);
    }
    const auto details = co_await compare_details(world_, std::move(key), comparison);
    if (!details) co_return fail(details.error());
    co_return comparison;
}

awaitable<Result<Statement>> DayService::agree(DayKey key, const ports::Platform* platform, ports::DayContent content,
                                               Comparison comparison) {
    for (int proposal = 0; proposal < proposals_at_most; ++proposal) {
        auto agreement = co_await agreement_of(world_, key, content, comparison.differences, comparison.disputed);
        if (!agreement) co_return fail(agreement.error());
        std::vector<SettlementKey> disputed(comparison.disputed.begin(), comparison.disputed.end());
        auto verdict = co_await platform->days->propose(agreement->statement, std::move(disputed));
        if (!verdict) co_return fail(verdict.error());
        if (verdict->agreed) {
            Statement statement = agreement->statement;
            auto booked = co_await world_.days.agree(std::move(*agreement));
            if (!booked) co_return fail(booked.error());
            co_return statement;
        }
        const std::size_t before = comparison.disputed.size();
        comparison.disputed.insert(verdict->disputed.begin(), verdict->disputed.end());
        if (comparison.disputed.size() == before) break;  // the partner disputes without naming a line
    }
    co_return fail(ErrorCode::conflict, "the partner does not agree to the statement", {"statement"});
}

}  // namespace clearing::reconciliation
