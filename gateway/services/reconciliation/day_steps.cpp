#include "gateway/services/reconciliation/day_steps.hpp"

#include "gateway/services/reconciliation/found_differences.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

constexpr int proposals_at_most = 3;
constexpr std::chrono::milliseconds answer_check{20};

awaitable<Result<void>> wait_for_answers(DayWorld& world, DayKey key) {
    const auto until = world.clock.steady() + world.longest_deadline;
    while (true) {
        auto awaiting = co_await world.days.awaiting(key);
        if (!awaiting) co_return fail(awaiting.error());
        // Past the longest deadline an awaiting record is as good as in doubt: it is carried by name.
        if (*awaiting == 0 || world.clock.steady() >= until) co_return Result<void>{};
        if (auto goes_on = check_going_on(world); !goes_on) co_return goes_on;
        co_await world.timers.wait(answer_check);
    }
}

/// What it names beside the lines that are left out already.
awaitable<Result<std::vector<Difference>>> disputed_by_partner(const DayWorld& world, DayKey key,
                                                               std::vector<SettlementKey> named,
                                                               const std::set<SettlementKey>& known) {
    std::erase_if(named, [&](const SettlementKey& line) { return known.contains(line); });
    co_return co_await of_disputes(world, std::move(key), std::move(named), "the insured side");
}

}  // namespace

Result<void> check_going_on(const DayWorld& world) {
    if (world.goes_on && !world.goes_on()) return fail(ErrorCode::shutting_down);
    return {};
}

Result<const ports::Platform*> closable(const DayWorld& world, const DayKey& key) {
    const ports::Platform* platform = world.other_sides.platform(key.platform);
    if (platform == nullptr || platform->days == nullptr)
        return fail(ErrorCode::not_found, "no such platform", {"platform"});
    if (!is_ours_to_close(platform->day_rule, key.direction))
        return fail(ErrorCode::conflict, "the treatment side closes this day", {"direction"});
    const Instant over = world.tables_in_force.current()->calendar->times_of(key.platform, key.day).compared_from;
    if (world.clock.now() < over) return fail(ErrorCode::day_not_over, "it ends at " + to_local_time(over), {"day"});
    return platform;
}

Result<void> check_pair(const DayWorld& world, const DayKey& key) {
    const auto tables = world.tables_in_force.current();
    const routing::Router& router = *tables->router;
    if (!router.platform_serves(key.platform, key.counterparty))
        return fail(ErrorCode::invalid_value,
                    fmt::format("{} does not serve {}", key.platform.text, key.counterparty.text), {"counterparty"});
    if (const auto agreement = router.formula(key.platform, key.counterparty, key.day.date); !agreement)
        return fail(ErrorCode::invalid_value, agreement.error().detail, {"day"});
    const auto clears_with = router.counterparty(key.platform, key.counterparty, key.day.date);
    if (!clears_with) return fail(ErrorCode::invalid_value, clears_with.error().detail, {"day"});
    if (*clears_with != key.counterparty)
        return fail(ErrorCode::invalid_value,
                    fmt::format("{} clears with {}", key.counterparty.text, clears_with->text), {"counterparty"});
    return {};
}

awaitable<Result<std::optional<ClearingDay>>> first_day(const DayWorld& world, DayKey key) {
    ports::PairDays known{pair_of(key), {local_date(world.clock.now())}};
    const auto days = co_await world.days.days_of(std::move(known));
    if (!days) co_return fail(days.error());
    if (days->empty()) co_return std::nullopt;
    co_return days->front().key.day;
}

awaitable<Result<void>> check_begun(const DayWorld& world, DayKey key) {
    const auto day = co_await world.days.find(key);
    if (!day) co_return fail(day.error());
    if (*day) co_return Result<void>{};
    if (auto clears = check_pair(world, key); !clears) co_return fail(clears.error());
    const auto first = co_await first_day(world, key);
    if (!first) co_return fail(first.error());
    if (*first && key.day.next() < **first)
        co_return fail(ErrorCode::conflict, "the first day with this counterparty is " + (*first)->to_text(), {"day"});
    const Date today = local_date(world.clock.now());
    if (!*first && key.day.next().date < today)
        co_return fail(
            ErrorCode::conflict,
            "there is no day with this counterparty yet: the first one to close is " + today.previous().to_text(),
            {"day"});
    co_return Result<void>{};
}

awaitable<Result<void>> check_order(DayWorld& world, DayKey key) {
    ports::PairDays before{pair_of(key), {key.day.date.previous()}, true};
    auto open = co_await world.days.days_of(std::move(before));
    if (!open) co_return fail(open.error());
    if (!open->empty())
        co_return fail(ErrorCode::conflict, "day " + open->front().key.day.to_text() + " is not agreed yet", {"day"});
    co_return Result<void>{};
}

awaitable<Result<void>> switch_and_wait(DayWorld& world, DayKey key) {
    auto switched = co_await world.days.switch_day(key, world.clock.now());
    if (!switched) co_return fail(switched.error());
    co_return co_await wait_for_answers(world, std::move(key));
}

awaitable<Result<std::optional<Statement>>> statement_of_agreed(DayWorld& world, DayKey key) {
    auto day = co_await world.days.find(key);
    if (!day) co_return fail(day.error());
    if (!*day || !is_agreed((*day)->state)) co_return std::nullopt;
    std::string id = statement_id(key, world.tables_in_force.current()->router->own_region());
    co_return co_await world.days.statement(std::move(id));
}

awaitable<Result<Statement>> agree_with(DayWorld& world, DayKey key, const ports::Platform* platform,
                                        Comparison comparison) {
    std::string reason;
    for (int proposal = 0; proposal < proposals_at_most; ++proposal) {
        const auto kept = co_await keep_found(world, key, comparison, "daemon");
        if (!kept) co_return fail(kept.error());
        auto agreement = co_await agreement_of(world, key, comparison.differences, comparison.disputed);
        if (!agreement) co_return fail(agreement.error());
        if (auto goes_on = check_going_on(world); !goes_on) co_return fail(goes_on.error());
        std::vector<SettlementKey> named(comparison.disputed.begin(), comparison.disputed.end());
        auto verdict = co_await platform->days->propose(agreement->statement, std::move(named));
        if (!verdict) co_return fail(verdict.error());
        const auto& ours = agreement->statement.adjustments;
        const std::string differing =
            ours && verdict->adjustments ? differing_cells(*ours, *verdict->adjustments) : std::string();
        // Believed only with the same adjustments: what is not reconciled is not cleared.
        if (!differing.empty())
            co_return fail(ErrorCode::conflict, "the adjustments of the day differ: " + differing, {"adjustments"});
        if (verdict->agreed) {
            Statement statement = agreement->statement;
            auto booked = co_await world.days.agree(std::move(*agreement));
            if (!booked) co_return fail(booked.error());
            co_return statement;
        }
        reason = std::move(verdict->reason);
        auto disputes = co_await disputed_by_partner(world, key, std::move(verdict->disputed), comparison.disputed);
        if (!disputes) co_return fail(disputes.error());
        if (disputes->empty()) break;  // it names no line that was not left out already
        comparison.disputed.merge(keys_of(*disputes));
        std::ranges::move(*disputes, std::back_inserter(comparison.differences));
    }
    co_return fail(ErrorCode::conflict,
                   "the partner does not agree to the statement" + (reason.empty() ? reason : ": " + reason),
                   {"statement"});
}

}  // namespace clearing::reconciliation
