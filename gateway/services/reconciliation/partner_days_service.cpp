#include "gateway/services/reconciliation/partner_days_service.hpp"

#include "gateway/services/reconciliation/day_steps.hpp"
#include "gateway/services/reconciliation/found_differences.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::reconciliation {
ports::DayView* PartnerDaysService::view() {
    if (!own_view_ && world_.digests != nullptr && world_.settlements != nullptr)
        own_view_.emplace(*world_.digests, *world_.settlements);
    return own_view_ ? &*own_view_ : nullptr;
}

/// A day that is not begun here and lies before the pair's first one, or, where there is none, before yesterday: begun
/// for a partner that never closes the days between, it would keep our months open for ever.
awaitable<Result<bool>> PartnerDaysService::is_before_our_days(DayKey key) {
    const ClearingDay day = key.day;
    const auto first = co_await first_day(world_, std::move(key));
    if (!first) co_return fail(first.error());
    co_return *first ? day < **first : day.next().date < local_date(world_.clock.now());
}

/// It holds nothing here, so it is equal where it holds nothing there. Nothing is written.
awaitable<Result<ports::CloseVerdict>> PartnerDaysService::close_before_our_days(DayTotals totals) {
    auto ours = co_await world_.days.totals(totals.key);
    if (!ours) co_return fail(ours.error());
    if (ours->root != totals.root || ours->cells != totals.cells)
        co_return fail(ErrorCode::conflict, "the day lies before the first one here, and we know no line of it",
                       {"day"});
    co_return ports::CloseVerdict{true, std::move(*ours)};
}

awaitable<Result<ports::StatementVerdict>> PartnerDaysService::agree_before_our_days(
    DayKey key, ports::StatementProposal proposal) {
    const auto ours = co_await agreement_of(world_, std::move(key), {}, {});
    if (!ours) co_return fail(ours.error());
    const bool holds_nothing = proposal.cells.empty() && proposal.disputed.empty();
    if (!holds_nothing)
        co_return fail(ErrorCode::conflict, "the day lies before the first one here, and we know no line of it",
                       {"day"});
    ports::StatementVerdict verdict{true};
    verdict.adjustments = ours->statement.adjustments;
    verdict.reason = why_not(proposal, ours->statement);
    verdict.agreed = verdict.reason.empty();
    co_return verdict;
}

awaitable<Result<ports::CloseVerdict>> PartnerDaysService::close(DayTotals totals) {
    const DayKey key = totals.key;
    // The partner's clock may be ahead, but a day that has not begun here cannot be over there.
    if (key.day.date > local_date(world_.clock.now()))
        co_return fail(ErrorCode::day_not_over, "the day lies in the future", {"day"});
    auto day = co_await world_.days.find(key);
    if (!day) co_return fail(day.error());
    if (!*day) {
        const auto is_before = co_await is_before_our_days(key);
        if (!is_before) co_return fail(is_before.error());
        if (*is_before && totals.carried.empty()) co_return co_await close_before_our_days(std::move(totals));
        // What it carries may still arrive, and belongs to that day: it is begun, and closed with the others.
        if (auto clears = check_pair(world_, key); !clears) co_return fail(clears.error());
    }
    const bool agreed = *day && is_agreed((*day)->state);
    if (!agreed) {
        auto switched = co_await world_.days.switch_day(key, world_.clock.now());
        if (!switched) co_return fail(switched.error());
        auto kept = co_await world_.days.keep_partner_close(key, totals.carried, totals.late, world_.clock.now());
        if (!kept) co_return fail(kept.error());
    }
    auto ours = co_await world_.days.totals(key);
    if (!ours) co_return fail(ours.error());
    ports::CloseVerdict verdict;
    verdict.ours = std::move(*ours);
    verdict.equal = verdict.ours.root == totals.root && verdict.ours.cells == totals.cells;
    if (!agreed && !verdict.equal) {
        auto reconciling = co_await world_.days.set_state(key, DayState::reconciling, world_.clock.now());
        if (!reconciling) co_return fail(reconciling.error());
    }
    co_return verdict;
}

awaitable<Result<std::vector<DayLine>>> PartnerDaysService::details(DayKey key, SettlementId after, std::size_t limit) {
    co_return co_await world_.days.lines_after(std::move(key), std::move(after), limit);
}

/// How many of them cleared with that day.
awaitable<Result<std::size_t>> PartnerDaysService::cleared_among(DayKey key, std::vector<SettlementKey> lines) {
    std::size_t cleared = 0;
    if (world_.settlements == nullptr) co_return cleared;
    for (const SettlementKey& line : lines) {
        const auto record = co_await world_.settlements->find_by_key(line, key.direction);
        if (!record) co_return fail(record.error());
        if (*record && (*record)->cleared_day == key.day) ++cleared;
    }
    co_return cleared;
}

/// The day is agreed, and perhaps our yes was lost. Lines that differed then may be alike by now: who proposes them is
/// told that they are left out, or one side would clear what the other does not.
awaitable<Result<ports::StatementVerdict>> PartnerDaysService::say_again(DayKey key,
                                                                         ports::StatementProposal proposed) {
    std::string id = statement_id(key, world_.tables_in_force.current()->router->own_region());
    const auto agreed = co_await world_.days.statement(std::move(id));
    if (!agreed) co_return fail(agreed.error());
    if (!*agreed) co_return fail(ErrorCode::internal_error, "an agreed day without its statement");
    const Statement& statement = **agreed;
    ports::StatementVerdict verdict{true};
    verdict.adjustments = statement.adjustments;
    const std::set<SettlementKey> differed = keys_of(statement.differences);
    for (const LeftOutLine& line : statement.left_out) {
        const bool is_named = std::ranges::find(proposed.disputed, line.key) != proposed.disputed.end();
        if (differed.contains(line.key) && !is_named) verdict.disputed.push_back(line.key);
    }
    const auto cleared = co_await cleared_among(std::move(key), std::move(proposed.disputed));
    if (!cleared) co_return fail(cleared.error());
    verdict.reason = why_not(proposed, statement);
    // A settlement and its cancel do not show in the cells, whoever leaves them out.
    if (verdict.reason.empty() && !verdict.disputed.empty())
        verdict.reason = fmt::format("{} lines were left out when the day was agreed", verdict.disputed.size());
    if (verdict.reason.empty() && *cleared > 0)
        verdict.reason = fmt::format("{} disputed lines were cleared when the day was agreed", *cleared);
    verdict.agreed = verdict.reason.empty();
    if (!verdict.agreed) verdict.cells = statement.clearing;
    co_return verdict;
}

/// Late lines that a person of ours has in hand: he ends the case before they clear.
awaitable<Result<std::vector<SettlementKey>>> PartnerDaysService::late_in_hand(DayKey key, const Statement& statement) {
    if (world_.cases == nullptr || statement.late.empty()) co_return std::vector<SettlementKey>();
    PairKey pair = pair_of(key);
    auto in_hand = co_await world_.cases->in_hand(std::move(pair));
    if (!in_hand) co_return fail(in_hand.error());
    const auto is_late = [&](const SettlementKey& line) {
        return std::ranges::find(statement.late, line, &LateLine::key) != statement.late.end();
    };
    std::erase_if(*in_hand, [&](const SettlementKey& line) { return !is_late(line); });
    co_return in_hand;
}

/// What we do not clear, named line by line where that is possible.
awaitable<Result<ports::StatementVerdict>> PartnerDaysService::disagree(DayKey key,
                                                                        const ports::StatementProposal& proposed,
                                                                        const ports::DayAgreement& ours,
                                                                        const std::set<SettlementKey>& left_out) {
    ports::StatementVerdict verdict;
    verdict.reason = why_not(proposed, ours.statement);
    verdict.cells = ours.cells;
    verdict.adjustments = ours.statement.adjustments;
    if (proposed.formula != ours.statement.formula.id) co_return verdict;
    ports::CellGroups cells = groups_that_differ(proposed.cells, ours.cells);
    // So many that too many are seen to be too many.
    auto lines =
        co_await world_.days.lines_in(std::move(key), std::move(cells), left_out.size() + most_named_lines + 1);
    if (!lines) co_return fail(lines.error());
    verdict.disputed = worth_naming(std::move(*lines), left_out);
    co_return verdict;
}

awaitable<Result<ports::StatementVerdict>> PartnerDaysService::agree(DayKey key, ports::StatementProposal proposal) {
    auto day = co_await world_.days.find(key);
    if (!day) co_return fail(day.error());
    if (!*day) {
        const auto is_before = co_await is_before_our_days(key);
        if (!is_before) co_return fail(is_before.error());
        if (*is_before) co_return co_await agree_before_our_days(std::move(key), std::move(proposal));
    }
    if (!*day || (*day)->state == DayState::open) co_return fail(ErrorCode::conflict, "the day is not closed", {"day"});
    if (is_agreed((*day)->state)) co_return co_await say_again(std::move(key), std::move(proposal));
    // Else what an earlier day leaves for a later one would clear on both, or on none.
    auto in_order = co_await check_order(world_, key);
    if (!in_order) co_return fail(in_order.error());
    const std::set<SettlementKey> left_out(proposal.disputed.begin(), proposal.disputed.end());
    Comparison told;
    auto differences = co_await of_disputes(world_, key, std::move(proposal.disputed), "the treatment side");
    if (!differences) co_return fail(differences.error());
    told.differences = std::move(*differences);
    auto agreement = co_await agreement_of(world_, key, told.differences, left_out);
    if (!agreement) co_return fail(agreement.error());
    // A copy: the agreement goes into the books.
    ports::StatementVerdict yes{true};
    yes.adjustments = agreement->statement.adjustments;
    if (!why_not(proposal, agreement->statement).empty())
        co_return co_await disagree(std::move(key), proposal, *agreement, left_out);
    auto in_hand = co_await late_in_hand(key, agreement->statement);
    if (!in_hand) co_return fail(in_hand.error());
    std::erase_if(*in_hand, [&](const SettlementKey& line) { return left_out.contains(line); });
    if (!in_hand->empty()) {
        std::string reason = fmt::format("{} late lines are cases that people have in hand", in_hand->size());
        co_return ports::StatementVerdict{false, std::move(*in_hand), std::move(reason), agreement->cells,
                                          std::move(yes.adjustments)};
    }

    // After this point the day is agreed.
    const auto kept = co_await keep_found(world_, key, told, "daemon");
    if (!kept) co_return fail(kept.error());
    auto booked = co_await world_.days.agree(std::move(*agreement));
    if (!booked) co_return fail(booked.error());
    co_return yes;
}

}  // namespace clearing::reconciliation
