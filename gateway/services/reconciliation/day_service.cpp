#include "gateway/services/reconciliation/day_service.hpp"

#include "gateway/services/reconciliation/day_steps.hpp"

namespace clearing::reconciliation {

awaitable<Result<Statement>> DayService::close(DayKey key) {
    auto platform = closable(world_, key);
    if (!platform) co_return fail(platform.error());
    auto agreed = co_await statement_of_agreed(world_, key);
    if (!agreed) co_return fail(agreed.error());
    if (*agreed) co_return std::move(**agreed);
    auto in_order = co_await check_order(world_, key);
    if (!in_order) co_return fail(in_order.error());
    auto answered = co_await switch_and_wait(world_, key);
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
    co_return co_await agree_with(world_, std::move(key), platform, std::move(comparison->differences),
                                  std::move(comparison->disputed));
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

}  // namespace clearing::reconciliation
