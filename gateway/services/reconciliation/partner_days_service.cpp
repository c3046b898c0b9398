#include "gateway/services/reconciliation/partner_days_service.hpp"

#include "gateway/services/reconciliation/classify.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"

#include <algorithm>

namespace clearing::reconciliation {
namespace {

bool same_cells(std::vector<StatementCell> left, std::vector<StatementCell> right) {
    std::erase_if(left, [](const StatementCell& cell) { return cell.amount.is_zero(); });
    std::erase_if(right, [](const StatementCell& cell) { return cell.amount.is_zero(); });
    std::ranges::sort(left);
    std::ranges::sort(right);
    return left == right;
}

}  // namespace

ports::DayView* PartnerDaysService::view() {
    if (!own_view_ && world_.digests != nullptr && world_.settlements != nullptr)
        own_view_.emplace(*world_.digests, *world_.settlements);
    return own_view_ ? &*own_view_ : nullptr;
}

awaitable<Result<ports::CloseVerdict>> PartnerDaysService::close(DayTotals totals) {
    const DayKey key = totals.key;
    // The partner's clock may be ahead, but a day that has not begun here cannot be over there.
    if (key.day.date > local_date(world_.clock.now()))
        co_return fail(ErrorCode::day_not_over, "the day lies in the future", {"day"});
    auto day = co_await world_.days.find(key);
    if (!day) co_return fail(day.error());
    const bool agreed = *day && is_agreed((*day)->state);
    if (!agreed) {
        auto switched = co_await world_.days.switch_day(key, world_.clock.now());
        if (!switched) co_return fail(switched.error());
        auto kept = co_await world_.days.keep_partner_close(key, totals.carried, totals.late, world_.clock.now());
        if (!kept) co_return fail(kept.error());
    }
    auto content = co_await world_.days.content(key);
    if (!content) co_return fail(content.error());
    ports::CloseVerdict verdict;
    verdict.ours = totals_of(key, *content, world_.digest);
    verdict.equal = verdict.ours.root == totals.root && verdict.ours.cells == totals.cells;
    if (!agreed && !verdict.equal) {
        auto reconciling = co_await world_.days.set_state(key, DayState::reconciling, world_.clock.now());
        if (!reconciling) co_return fail(reconciling.error());
    }
    co_return verdict;
}

awaitable<Result<std::vector<DayLine>>> PartnerDaysService::details(DayKey key, SettlementId after, std::size_t limit) {
    auto content = co_await world_.days.content(std::move(key));
    if (!content) co_return fail(content.error());
    std::vector<DayLine> lines = std::move(content->lines);
    std::ranges::sort(lines, {}, [](const DayLine& line) { return line.key.settlement.text; });
    std::erase_if(lines, [&](const DayLine& line) { return line.key.settlement <= after; });
    if (lines.size() > limit) lines.resize(limit);
    co_return lines;
}

awaitable<Result<std::vector<Difference>>> PartnerDaysService::differences_of(DayKey key,
                                                                              std::vector<SettlementKey> disputed) {
    std::vector<Difference> differences;
    for (const SettlementKey& settlement : disputed) {
        if (world_.settlements == nullptr) {
            differences.push_back({DifferenceKind::total, settlement, "", "", "disputed by the treatment side"});
            continue;
        }
        const auto record = co_await world_.settlements->find_by_key(settlement, key.direction);
        if (!record) co_return fail(record.error());
        differences.push_back(of_dispute(state_of(settlement, *record), key.day));
    }
    co_return differences;
}

awaitable<Result<ports::StatementVerdict>> PartnerDaysService::agree(DayKey key, ports::StatementProposal proposal) {
    auto day = co_await world_.days.find(key);
    if (!day) co_return fail(day.error());
    if (!*day || (*day)->state == DayState::open) co_return fail(ErrorCode::conflict, "the day is not closed", {"day"});
    std::set<SettlementKey> left_out(proposal.disputed.begin(), proposal.disputed.end());
    auto differences = co_await differences_of(key, std::move(proposal.disputed));
    if (!differences) co_return fail(differences.error());
    auto agreement = co_await agreement_of(world_, key, *differences, std::move(left_out));
    if (!agreement) co_return fail(agreement.error());
    // A copy: the agreement goes into the books.
    ports::StatementVerdict verdict{false, {}, agreement->statement.adjustments};
    if (agreement->statement.formula.id != proposal.formula || !same_cells(agreement->cells, proposal.cells))
        co_return verdict;
    if (verdict.adjustments && proposal.adjustments && !same_cells(*verdict.adjustments, *proposal.adjustments))
        co_return verdict;
    if (!is_agreed((*day)->state)) {
        Comparison told;
        told.differences = std::move(*differences);
        const auto kept = co_await keep_found(world_, key, told, "daemon");
        if (!kept) co_return fail(kept.error());
        auto booked = co_await world_.days.agree(std::move(*agreement));
        if (!booked) co_return fail(booked.error());
    }
    verdict.agreed = true;
    co_return verdict;
}

}  // namespace clearing::reconciliation
