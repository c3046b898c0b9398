#include "gateway/services/reconciliation/case_steps.hpp"

#include "gateway/services/reconciliation/own_day_view.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

/// Whom a key can be asked of: the partner that insures, of what we treat. It is told by its own view of a day.
ports::DayView* view_of(const DifferenceCase& one, const ports::Platform* platform) {
    const bool is_ours_to_ask = one.day.direction == Direction::visitor;
    return platform && platform->days && is_ours_to_ask ? platform->days->view() : nullptr;
}

}  // namespace

awaitable<Result<int>> CaseSteps::step() {
    const Instant now = world_.clock.now();
    ports::CaseQuery query{rules_.process, now, now + rules_.hold, rules_.at_once};
    auto due = co_await world_.cases.take_due(std::move(query));
    if (!due) co_return fail(due.error());
    int moved = 0;
    for (DifferenceCase& one : *due) {
        const auto written = co_await move(std::move(one));
        if (!written) co_return fail(written.error());
        if (*written) ++moved;
    }
    co_return moved;
}

awaitable<Result<bool>> CaseSteps::move(DifferenceCase one) {
    auto decision = co_await decision_for(one);
    if (!decision && decision.error().code == ErrorCode::store_unavailable) co_return fail(decision.error());
    if (!decision) {
        // The other side cannot be asked now: that is an attempt, or it would be asked for ever.
        const CaseMove next = is_last_attempt(one) ? CaseMove::to_a_person : CaseMove::try_again;
        decision = CaseDecision{next, "no answer: " + stable_code(decision.error().code)};
    }
    ports::CaseStep step = step_of(one, *decision);
    co_return co_await world_.cases.stepped(std::move(step));
}

awaitable<Result<CaseDecision>> CaseSteps::decision_for(const DifferenceCase& one) {
    const ports::Platform* platform = world_.other_sides.platform(one.day.platform);
    const auto look = co_await look_at(one, platform);
    if (!look) co_return fail(look.error());
    CaseDecision decision = decide(one, *look);
    if (decision.move != CaseMove::reverse_there) co_return decision;
    if (platform == nullptr || platform->side == nullptr || !platform->is_between_gateways())
        co_return CaseDecision{CaseMove::to_a_person, decision.note + ": it cannot be reversed by its key there"};
    co_return co_await reverse_there(one, *platform);
}

awaitable<Result<CaseLook>> CaseSteps::look_at(const DifferenceCase& one, const ports::Platform* platform) {
    CaseLook look;
    const SettlementKey key = one.difference.settlement;
    const auto record = co_await world_.settlements.find_by_key(key, one.day.direction);
    if (!record) co_return fail(record.error());
    look.ours = state_of(key, *record);
    const auto day = co_await world_.days.find(one.day);
    if (!day) co_return fail(day.error());
    look.day_is_agreed = *day && is_agreed((*day)->state);
    if (one.difference.kind == DifferenceKind::details_total && world_.details != nullptr) {
        const auto differing = co_await world_.details->differing(one.day);
        if (!differing) co_return fail(differing.error());
        look.details_differ = std::ranges::find(*differing, key, &ports::DetailTotal::key) != differing->end();
        co_return look;
    }
    if (ports::DayView* view = view_of(one, platform)) {
        std::vector<SettlementKey> keys{key};
        auto told = co_await view->states(one.day, std::move(keys));
        if (!told) co_return fail(told.error());
        look.theirs = std::move(told->front());
    }
    co_return look;
}

awaitable<Result<CaseDecision>> CaseSteps::reverse_there(const DifferenceCase& one, const ports::Platform& platform) {
    ports::LegOfSettlement leg = reverse_leg(one, platform);
    std::string reason = fmt::format("difference case {}", one.no);
    const auto reversed = co_await platform.side->reverse(std::move(leg), std::move(reason));
    if (!reversed) co_return fail(reversed.error());
    co_return decide_after_reverse(one, *reversed);
}

/// The message id is the case's: asked again it is the same question.
ports::LegOfSettlement CaseSteps::reverse_leg(const DifferenceCase& one, const ports::Platform& platform) const {
    ports::LegOfSettlement leg;
    leg.key = one.difference.settlement;
    leg.day = one.day.day;
    leg.original_infno = "2207";
    leg.leg.infno = "2601";
    leg.leg.treatment_division = one.difference.settlement.treatment_division;
    leg.leg.insured_division = one.day.counterparty;
    leg.leg.deadline = world_.clock.steady() + std::max(rules_.answer, platform.times.cancel);
    const std::string text = fmt::format("case reverse {} {}", one.no, one.difference.settlement.settlement.text);
    leg.leg.message = MessageId(derived_id(world_.own_region.text, world_.digest.sha256(text)));
    return leg;
}

ports::CaseStep CaseSteps::step_of(const DifferenceCase& one, const CaseDecision& decision) const {
    ports::CaseStep step;
    step.no = one.no;
    step.process = rules_.process;
    step.note = decision.note;
    step.at = world_.clock.now();
    step.next_try_at = step.at + rules_.back_off.pause_after(one.attempts);
    switch (decision.move) {
        case CaseMove::settle:
        case CaseMove::post_late:
            step.to = CaseState::settled;
            break;
        case CaseMove::to_a_person:
            step.to = CaseState::open;
            break;
        case CaseMove::try_again:
        case CaseMove::reverse_there:
            step.to = CaseState::trying;
            break;
    }
    return step;
}

}  // namespace clearing::reconciliation
