#include "gateway/services/reconciliation/reconcile_order.hpp"

#include "gateway/services/reconciliation/found_differences.hpp"
#include "gateway/services/reconciliation/step_count.hpp"

namespace clearing::reconciliation {

Result<const ports::Platform*> ReconcileOrder::comparable(const DayKey& key) const {
    const ports::Platform* platform = world_.other_sides.platform(key.platform);
    if (platform == nullptr || platform->days == nullptr)
        return fail(ErrorCode::not_found, "no such platform", {"platform"});
    if (!is_ours_to_close(platform->day_rule, key.direction))
        return fail(ErrorCode::conflict, "the treatment side compares this day", {"direction"});
    return platform;
}

constexpr std::size_t steps_of_an_order = 3;

awaitable<Result<ports::Reconciled>> ReconcileOrder::run(DayKey key, std::string actor, ports::Progress progress) {
    const StepCount steps(std::move(progress), steps_of_an_order);
    const auto platform = comparable(key);
    if (!platform) co_return fail(platform.error());
    const auto day = co_await world_.days.find(key);
    if (!day) co_return fail(day.error());
    if (!*day) co_return fail(ErrorCode::not_found, "there is no such clearing day", {"day"});
    if ((*day)->state == DayState::open) co_return fail(ErrorCode::conflict, "the day is still open", {"day"});
    // Whoever reads the day now would fix its lines, while answers to its settlements may still come.
    if ((*day)->state == DayState::closing)
        co_return fail(ErrorCode::conflict, "the day is closing: its close compares it", {"day"});
    steps.done(1);

    const auto comparison = co_await compare_day(world_, key, **platform);
    if (!comparison) co_return fail(comparison.error());
    steps.done(2);
    ports::Reconciled report;
    report.day = key;
    report.is_equal = comparison->is_equal;
    for (const Difference& line : leading_ones(comparison->differences))
        ++report.lines[line.kind];
    const auto taken = co_await keep_found(world_, key, *comparison, std::move(actor));
    if (!taken) co_return fail(taken.error());
    steps.done(steps_of_an_order);
    report.cases_opened = taken->opened;
    report.cases_settled = taken->settled;
    co_return report;
}

}  // namespace clearing::reconciliation
