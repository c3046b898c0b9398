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

namespace {

/// The day's own, and those its lines were posted with.
Result<FormulasByDay> formulas_of(const routing::Router& router, const DayKey& key, const ports::DaySums& sums) {
    std::set<ClearingDay> days{key.day};
    for (const LineSums& group : sums.cleared)
        days.insert(group.agreement_day);
    for (const DayLine& line : sums.left_out)
        days.insert(line.agreement_day());
    FormulasByDay formulas;
    for (const ClearingDay& day : days) {
        auto formula = router.formula(key.platform, key.counterparty, day.date);
        if (!formula) return fail(formula.error());
        formulas.emplace(day, std::move(*formula));
    }
    return formulas;
}

}  // namespace

awaitable<Result<ports::DayAgreement>> agreement_of(DayWorld& world, DayKey key, std::vector<Difference> differences,
                                                    std::set<SettlementKey> disputed) {
    const auto tables = world.tables_in_force.current();
    auto sums = co_await world.days.sums(key, {disputed.begin(), disputed.end()});
    if (!sums) co_return fail(sums.error());
    auto formulas = formulas_of(*tables->router, key, *sums);
    if (!formulas) co_return fail(formulas.error());
    auto posted = co_await world.days.trial_balance(key);
    if (!posted) co_return fail(posted.error());
    statements::DayResult result{key,
                                 std::move(*sums),
                                 std::move(differences),
                                 std::move(disputed),
                                 std::move(*posted),
                                 std::move(*formulas),
                                 tables->router->own_region(),
                                 world.clock.now()};
    auto adjustments = co_await adjustments_of(world, std::move(key));
    if (!adjustments) co_return fail(adjustments.error());
    ports::DayAgreement agreement = statements::make_agreement(result);
    agreement.statement.adjustments = std::move(*adjustments);
    co_return agreement;
}

}  // namespace clearing::reconciliation
