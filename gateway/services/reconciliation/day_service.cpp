#include "gateway/services/reconciliation/day_service.hpp"

#include "gateway/services/reconciliation/day_steps.hpp"
#include "gateway/services/reconciliation/unconfirmed_lines.hpp"

namespace clearing::reconciliation {

constexpr std::size_t steps_of_a_close = 4;

awaitable<Result<Statement>> DayService::close(DayKey key, ports::Progress progress) {
    const StepCount steps(std::move(progress), steps_of_a_close);
    auto platform = closable(world_, key);
    if (!platform) co_return fail(platform.error());
    auto agreed = co_await statement_of_agreed(world_, key);
    if (!agreed) co_return fail(agreed.error());
    if (*agreed) co_return std::move(**agreed);
    const auto begun = co_await check_begun(world_, key);
    if (!begun) co_return fail(begun.error());
    auto in_order = co_await check_order(world_, key);
    if (!in_order) co_return fail(in_order.error());
    auto answered = co_await switch_and_wait(world_, key);
    if (!answered) co_return fail(answered.error());
    if (auto goes_on = check_going_on(world_); !goes_on) co_return fail(goes_on.error());
    steps.done(1);
    auto statement = co_await reconcile(key, *platform, steps);
    if (!statement && class_of(statement.error().code) != ErrorClass::refused) {
        auto waiting = co_await world_.days.set_state(key, DayState::waiting_for_partner, world_.clock.now());
        if (!waiting) co_return fail(waiting.error());
    }
    co_return statement;
}

awaitable<Result<Statement>> DayService::reconcile(DayKey key, const ports::Platform* platform,
                                                   const StepCount& steps) {
    auto waiting = co_await carry_unconfirmed(world_, key);
    if (!waiting) co_return fail(waiting.error());
    if (auto goes_on = check_going_on(world_); !goes_on) co_return fail(goes_on.error());
    steps.done(2);
    auto comparison = co_await compare_day(world_, key, *platform);
    if (!comparison) co_return fail(comparison.error());
    steps.done(3);
    // Where the answer to one is not known the statements could differ: the day waits for it.
    if (world_.teller != nullptr) {
        auto answered = co_await world_.teller->answer_all_of(key);
        if (!answered) co_return fail(answered.error());
    }
    auto statement = co_await agree_with(world_, std::move(key), platform, std::move(*comparison));
    if (statement) steps.done(steps_of_a_close);
    co_return statement;
}

}  // namespace clearing::reconciliation
