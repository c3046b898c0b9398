#include "gateway/services/reconciliation/day_service.hpp"

namespace clearing::reconciliation {
namespace {

constexpr int proposals_at_most = 3;
constexpr std::chrono::milliseconds answer_check{20};

std::set<SettlementKey> keys_of(const std::vector<Difference>& differences) {
    std::set<SettlementKey> keys;
    for (const Difference& difference : differences)
        keys.insert(difference.settlement);
    return keys;
}

}  // namespace

Result<const ports::Platform*> DayService::closable(const DayKey& key) const {
    const ports::Platform* platform = world_.other_sides.platform(key.platform);
    if (platform == nullptr || platform->days == nullptr)
        return fail(ErrorCode::not_found, "no such platform", {"platform"});
    const bool delta = platform->day_rule == DayRule::treatment_side_at_intent;
    if (delta && key.direction == Direction::resident_away)
        return fail(ErrorCode::conflict, "the treatment side closes this day", {"direction"});
    const Instant over =
        local_midnight(key.day.next().date) + (delta ? std::chrono::minutes(0) : world_.national_grace);
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

awaitable<Result<Statement>> DayService::reconcile(DayKey key, const ports::Platform* platform) {
    auto waiting = co_await carry_unconfirmed(key);
    if (!waiting) co_return fail(waiting.error());
    auto content = co_await world_.days.content(key);
    if (!content) co_return fail(content.error());
    auto comparison = co_await compare(key, platform, *content);
    if (!comparison) co_return fail(comparison.error());
    auto kept = co_await world_.days.keep_differences(key, comparison->differences, world_.clock.now());
    if (!kept) co_return fail(kept.error());
    co_return co_await agree(std::move(key), platform, std::move(*content), std::move(*comparison));
}

awaitable<Result<DayService::Comparison>> DayService::compare(DayKey key, const ports::Platform* platform,
                                                              ports::DayContent& content) {
    DayTotals totals = totals_of(key, content, world_.digest);
    auto answer = co_await platform->days->compare_totals(std::move(totals), content.lines);
    if (!answer) co_return fail(answer.error());
    const bool asks_about_late = !content.late.empty() && platform->days->counts_by_settlement_time();
    if (answer->equal && !asks_about_late) co_return Comparison{};
    auto reconciling = co_await world_.days.set_state(key, DayState::reconciling, world_.clock.now());
    if (!reconciling) co_return fail(reconciling.error());
    auto view = co_await platform->days->far_side_view(key, content.lines);
    if (!view) co_return fail(view.error());
    const bool everything_is_told = view->not_yet.empty() && view->found.empty();
    auto kept = co_await keep_far_side(key, *view, content);
    if (!kept) co_return fail(kept.error());
    Comparison comparison;
    comparison.differences = compare_lines(content.lines, view->lines, platform->days->fields_judged());
    comparison.disputed = keys_of(comparison.differences);
    if (!answer->equal && comparison.differences.empty() && everything_is_told)
        // No line explains it: said, so that a person looks; no line is held back for it.
        comparison.differences.push_back({DifferenceKind::details_total, {}, "", "", answer->note});
    co_return comparison;
}

/// What is not matched yet is carried, and is no difference; nor is what the platform alone lists but names a record of
/// ours in doubt: it is named at the close as such, and asked about by the platform's id (SETTLEMENT §5).
awaitable<Result<void>> DayService::keep_far_side(DayKey key, ports::FarSideView& view, ports::DayContent& content) {
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
    content = std::move(*left);
    co_return Result<void>{};
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
