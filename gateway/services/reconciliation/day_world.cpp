#include "gateway/services/reconciliation/day_world.hpp"

namespace clearing::reconciliation {

awaitable<Result<std::optional<std::vector<StatementCell>>>> adjustments_of(DayWorld& world, DayKey key) {
    const ports::Platform* platform = world.other_sides.platform(key.platform);
    const bool travel = platform != nullptr && platform->exchanges_adjustments && world.adjustments != nullptr;
    if (!travel) co_return std::nullopt;
    const auto adjustments = co_await world.adjustments->of_day(std::move(key));
    if (!adjustments) co_return fail(adjustments.error());
    co_return adjustment_cells(*adjustments);
}

awaitable<Result<ports::DayAgreement>> agreement_of(DayWorld& world, DayKey key, std::vector<Difference> differences,
                                                    std::set<SettlementKey> disputed) {
    const auto tables = world.tables_in_force.current();
    auto formula = tables->router->formula(key.platform, key.counterparty, key.day.date);
    if (!formula) co_return fail(formula.error());
    auto sums = co_await world.days.sums(key, {disputed.begin(), disputed.end()});
    if (!sums) co_return fail(sums.error());
    // A cancel clears by its original's agreement, as it was posted.
    FormulasOfOriginals of_originals;
    for (const LineSums& group : sums->cleared) {
        if (!group.original_day || of_originals.contains(*group.original_day)) continue;
        auto earlier = tables->router->formula(key.platform, key.counterparty, group.original_day->date);
        if (!earlier) co_return fail(earlier.error());
        of_originals.emplace(*group.original_day, std::move(*earlier));
    }
    auto posted = co_await world.days.trial_balance(key);
    if (!posted) co_return fail(posted.error());
    statements::DayResult result{key,
                                 std::move(*sums),
                                 std::move(differences),
                                 std::move(disputed),
                                 std::move(*posted),
                                 std::move(*formula),
                                 tables->router->own_region(),
                                 world.clock.now(),
                                 std::move(of_originals)};
    auto adjustments = co_await adjustments_of(world, std::move(key));
    if (!adjustments) co_return fail(adjustments.error());
    ports::DayAgreement agreement = statements::make_agreement(result);
    agreement.statement.adjustments = std::move(*adjustments);
    co_return agreement;
}

}  // namespace clearing::reconciliation
