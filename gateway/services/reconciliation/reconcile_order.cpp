#include "gateway/services/reconciliation/reconcile_order.hpp"

#include "gateway/services/reconciliation/step_count.hpp"

#include <map>

namespace clearing::reconciliation {
namespace {

/// The leading difference of each line, ascending by key.
std::vector<Difference> leading_ones(const std::vector<Difference>& differences) {
    std::map<SettlementKey, std::vector<Difference>> lines;
    for (const Difference& difference : differences)
        lines[difference.settlement].push_back(difference);
    std::vector<Difference> leading_of_each;
    for (const auto& [key, of_line] : lines)
        leading_of_each.push_back(leading(of_line));
    return leading_of_each;
}

}  // namespace

awaitable<Result<ports::TakenUp>> keep_found(const DayWorld& world, DayKey key, const Comparison& comparison,
                                             std::string found_by) {
    const Instant now = world.clock.now();
    std::vector<Difference> differences = comparison.differences;
    const auto kept = co_await world.days.keep_differences(key, std::move(differences), now);
    if (!kept) co_return fail(kept.error());
    if (world.cases == nullptr) co_return ports::TakenUp{};
    ports::FoundDifferences found{key, leading_ones(comparison.differences), std::move(found_by), {}, now};
    if (world.due_on) found.due = world.due_on(local_date(now));
    co_return co_await world.cases->take_up(std::move(found));
}

Result<const ports::Platform*> ReconcileOrder::comparable(const DayKey& key) const {
    const ports::Platform* platform = world_.other_sides.platform(key.platform);
    if (platform == nullptr || platform->days == nullptr)
        return fail(ErrorCode::not_found, "no such platform", {"platform"});
    if (platform->day_rule == DayRule::treatment_side_at_intent && key.direction == Direction::resident_away)
        return fail(ErrorCode::conflict, "the treatment side compares this day", {"direction"});
    return platform;
}

constexpr std::size_t steps_of_an_order = 4;

awaitable<Result<ports::Reconciled>> ReconcileOrder::run(DayKey key, std::string actor, ports::Progress progress) {
    const StepCount steps(std::move(progress), steps_of_an_order);
    const auto platform = comparable(key);
    if (!platform) co_return fail(platform.error());
    const auto day = co_await world_.days.find(key);
    if (!day) co_return fail(day.error());
    if (!*day) co_return fail(ErrorCode::not_found, "there is no such clearing day", {"day"});
    if ((*day)->state == DayState::open) co_return fail(ErrorCode::conflict, "the day is still open", {"day"});
    const auto content = co_await world_.days.content(key);
    if (!content) co_return fail(content.error());
    steps.done(1);

    ports::Reconciled report;
    report.day = key;
    DayTotals totals = totals_of(key, *content, world_.digest);
    const auto answer = co_await (*platform)->days->compare_totals(std::move(totals), content->lines);
    if (!answer) co_return fail(answer.error());
    steps.done(2);
    report.is_equal = answer->equal;
    Comparison comparison;
    if (!answer->equal) {
        auto unequal = co_await compare_unequal(world_, key, **platform, content->lines);
        if (!unequal) co_return fail(unequal.error());
        comparison = std::move(*unequal);
    }
    const auto details = co_await compare_details(world_, key, comparison);
    if (!details) co_return fail(details.error());
    for (const Difference& line : leading_ones(comparison.differences))
        ++report.lines[line.kind];
    steps.done(3);
    const auto taken = co_await keep_found(world_, key, comparison, std::move(actor));
    if (!taken) co_return fail(taken.error());
    steps.done(steps_of_an_order);
    report.cases_opened = taken->opened;
    report.cases_settled = taken->settled;
    co_return report;
}

}  // namespace clearing::reconciliation
