#include "gateway/services/reconciliation/day_service.hpp"

#include "gateway/services/reconciliation/day_steps.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"

namespace clearing::reconciliation {

constexpr std::size_t steps_of_a_close = 4;

awaitable<Result<Statement>> DayService::close(DayKey key, ports::Progress progress) {
    const StepCount steps(std::move(progress), steps_of_a_close);
    auto platform = closable(world_, key);
    if (!platform) co_return fail(platform.error());
    auto agreed = co_await statement_of_agreed(world_, key);
    if (!agreed) co_return fail(agreed.error());
    if (*agreed) co_return std::move(**agreed);
    auto in_order = co_await check_order(world_, key);
    if (!in_order) co_return fail(in_order.error());
    auto answered = co_await switch_and_wait(world_, key);
    if (!answered) co_return fail(answered.error());
    steps.done(1);
    auto statement = co_await reconcile(key, *platform, steps);
    if (!statement && class_of(statement.error().code) != ErrorClass::refused) {
        auto waiting = co_await world_.days.set_state(key, DayState::waiting_for_partner, world_.clock.now());
        if (!waiting) co_return fail(waiting.error());
    }
    co_return statement;
}

/// Only what matches hospital ⇄ treatment region is allocated (DOMAIN §2), where a policy row says that clearing waits
/// for it; the rest is carried.
awaitable<Result<void>> DayService::carry_unconfirmed(DayKey key) {
    if (key.direction != Direction::visitor || !world_.far_sides || !world_.confirmations) co_return Result<void>{};
    const auto& tables = *world_.tables_in_force.current();
    const routing::CancelFacts facts{key.direction, key.platform, tables.router->own_region(), key.counterparty,
                                     key.day.date};
    if (!tables.filings->waits_for_institutions(facts)) co_return Result<void>{};
    auto content = co_await world_.days.content(key);
    if (!content) co_return fail(content.error());
    std::set<ClearingDay> assigned_days;  // late ones wait on by their own day
    for (const DayLine& line : content->lines)
        assigned_days.insert(line.assigned_day);
    std::set<SettlementKey> open;
    for (const ClearingDay day : assigned_days) {
        DayKey assigned{key.platform, key.counterparty, key.direction, day};
        auto unconfirmed = co_await world_.confirmations->unconfirmed(std::move(assigned));
        if (!unconfirmed) co_return fail(unconfirmed.error());
        for (const ports::UnconfirmedLine& line : *unconfirmed)
            open.insert(line.key);
    }
    std::vector<SettlementKey> lines;
    for (const DayLine& line : content->lines)
        if (open.contains(line.key)) lines.push_back(line.key);
    co_return co_await world_.far_sides->carry_on(std::move(key), std::move(lines));
}

awaitable<Result<Statement>> DayService::reconcile(DayKey key, const ports::Platform* platform,
                                                   const StepCount& steps) {
    auto waiting = co_await carry_unconfirmed(key);
    if (!waiting) co_return fail(waiting.error());
    auto content = co_await world_.days.content(key);
    if (!content) co_return fail(content.error());
    steps.done(2);
    auto comparison = co_await compare(key, platform, std::move(*content));
    if (!comparison) co_return fail(comparison.error());
    const auto kept = co_await keep_found(world_, key, *comparison, "daemon");
    if (!kept) co_return fail(kept.error());
    steps.done(3);
    // Where the answer to one is not known the statements could differ: the day waits for it.
    if (world_.teller != nullptr) {
        auto answered = co_await world_.teller->answer_all_of(key);
        if (!answered) co_return fail(answered.error());
    }
    auto statement = co_await agree_with(world_, std::move(key), platform, std::move(comparison->differences),
                                         std::move(comparison->disputed));
    if (statement) steps.done(steps_of_a_close);
    co_return statement;
}

awaitable<Result<Comparison>> DayService::compare(DayKey key, const ports::Platform* platform,
                                                  ports::DayContent content) {
    DayTotals totals = totals_of(key, content, world_.digest);
    auto answer = co_await platform->days->compare_totals(std::move(totals), content.lines);
    if (!answer) co_return fail(answer.error());
    const bool third_party = platform->days->counts_by_settlement_time();
    Comparison comparison;
    if (!answer->equal || (third_party && !content.late.empty())) {
        auto reconciling = co_await world_.days.set_state(key, DayState::reconciling, world_.clock.now());
        if (!reconciling) co_return fail(reconciling.error());
        Result<Comparison> unequal = fail(ErrorCode::internal_error);
        if (third_party)
            unequal = co_await compare_with_far_side(key, platform, std::move(content.lines), std::move(*answer));
        else
            unequal = co_await compare_unequal(world_, key, *platform, std::move(content.lines));
        if (!unequal) co_return fail(unequal.error());
        comparison = std::move(*unequal);
    }
    const auto details = co_await compare_details(world_, std::move(key), comparison);
    if (!details) co_return fail(details.error());
    co_return comparison;
}

/// The platform tells line by line what it knows of the far side (SETTLEMENT §5, three parties with the hub).
awaitable<Result<Comparison>> DayService::compare_with_far_side(DayKey key, const ports::Platform* platform,
                                                                std::vector<DayLine> ours, ports::TotalsAnswer told) {
    auto view = co_await platform->days->far_side_view(key, ours);
    if (!view) co_return fail(view.error());
    const bool everything_is_told = view->not_yet.empty() && view->found.empty();
    auto kept = co_await keep_far_side(std::move(key), *view, ours);
    if (!kept) co_return fail(kept.error());
    Comparison comparison;
    comparison.differences = compare_lines(ours, view->lines, platform->days->fields_judged());
    comparison.disputed = keys_of(comparison.differences);
    if (!told.equal && comparison.differences.empty() && everything_is_told)
        // No line explains it: said, so that a person looks; no line is held back for it.
        comparison.differences.push_back({DifferenceKind::details_total, {}, "", "", told.note});
    co_return comparison;
}

/// What is not matched yet is carried, and is no difference; nor is what the platform alone lists but names a record of
/// ours in doubt: it is named at the close as such, and asked about by the platform's id (SETTLEMENT §5).
awaitable<Result<void>> DayService::keep_far_side(DayKey key, ports::FarSideView& view, std::vector<DayLine>& ours) {
    if (world_.far_sides == nullptr) co_return Result<void>{};
    if (!view.found.empty()) {
        auto in_doubt = co_await world_.far_sides->name_found(key.platform, std::move(view.found), world_.clock.now());
        if (!in_doubt) co_return fail(in_doubt.error());
        std::set<SettlementId> resolved_later;
        for (const ports::FoundThere& found : *in_doubt)
            resolved_later.insert(found.their_id);
        std::erase_if(view.lines, [&](const DayLine& line) { return resolved_later.contains(line.their_id); });
    }
    if (view.not_yet.empty()) co_return Result<void>{};
    auto carried = co_await world_.far_sides->carry_on(key, std::move(view.not_yet));
    if (!carried) co_return fail(carried.error());
    auto left = co_await world_.days.content(std::move(key));
    if (!left) co_return fail(left.error());
    ours = std::move(left->lines);
    co_return Result<void>{};
}

}  // namespace clearing::reconciliation
