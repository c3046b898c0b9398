#include "gateway/services/settlement/cancel_desk.hpp"

#include "gateway/services/settlement/opening.hpp"
#include "gateway/services/settlement/visit_desk.hpp"

namespace clearing::settlement {
namespace {

/// Nothing: it is booked.
std::optional<Error> why_not_cancellable(const SettlementRecord& settled) {
    switch (settled.state) {
        case SettlementState::booked:
            return std::nullopt;
        case SettlementState::cancelled:
            return Error{ErrorCode::already_cancelled, {}, {}, settled.id.text};
        case SettlementState::awaiting_answer:
        case SettlementState::in_doubt:
        case SettlementState::reversing:
            return unresolved_error(settled);
        default:
            return Error{ErrorCode::not_settled, {}, {"setl_id"}, settled.id.text};
    }
}

}  // namespace

/// The record of a cancel's message, or (Delta) of its settlement key. Error: different_content.
awaitable<Result<std::optional<SettlementRecord>>> CancelDesk::earlier_cancel(Call call) {
    auto found = co_await world_.settlements.find_by_message(call.message_key());
    if (!found) co_return found;
    if (!*found && call.key) {
        found = co_await world_.settlements.find_by_key(*call.key, call.direction);
        if (!found) co_return found;
    }
    co_return if_of_the_same(call, SettlementKind::cancel, std::move(*found));
}

awaitable<Result<SettlementRecord>> CancelDesk::cancellable(Call call, CancelRequest request) {
    Result<std::optional<SettlementRecord>> original;
    if (call.key && request.settlement.empty())
        original = co_await world_.settlements.find_by_key(*call.key, call.direction);
    else
        original = co_await world_.settlements.find_by_id(request.settlement);
    if (!original) co_return fail(original.error());
    if (!*original && call.key) {
        // An original without an answer of ours (refused, in doubt) is named by the partner's own id.
        SettlementKey key{call.key->treatment_division, request.settlement};
        original = co_await world_.settlements.find_by_key(std::move(key), call.direction);
        if (!original) co_return fail(original.error());
    }
    // On Delta the partner speaks for its institutions: its cancel names a settlement, no institution.
    const bool foreign = !*original || (*original)->direction != call.direction ||
                         (!call.key && (*original)->institution != call.header.institution) ||
                         (call.key && (*original)->key.treatment_division != call.key->treatment_division);
    if (foreign) co_return fail(ErrorCode::settlement_unknown, {}, {"setl_id"});
    const SettlementRecord& record = **original;
    if (record.kind == SettlementKind::cancel)
        co_return fail(Error{ErrorCode::cancel_is_final, {}, {"setl_id"}, record.id.text});
    if (!request.visit.empty() && request.visit != record.visit)
        co_return fail(ErrorCode::visit_unknown, "not the settlement's visit", {"mdtrt_id"});
    if (!call.key && !request.person_number.empty()) {
        auto visit = co_await find_visit(world_, call, record.visit, request.person_number);
        if (!visit) co_return fail(visit.error());
    }
    if (auto error = why_not_cancellable(record)) co_return fail(std::move(*error));
    co_return record;
}

ports::LegOfSettlement CancelDesk::leg_of_cancel(const Call& call, const Answerer& answerer,
                                                 const SettlementRecord& cancel,
                                                 const SettlementRecord& original) const {
    ports::LegOfSettlement leg = leg_about(world_, cancel, cancel.our_message, &ports::AnswerTimes::cancel);
    leg.leg = leg_of(world_, call, answerer, answerer.times.cancel);
    leg.leg.message = cancel.our_message;
    leg.leg.their_visit = original.their_visit;
    leg.leg.our_visit = original.visit;
    leg.leg.institution = institution_of(world_, original);
    leg.original_message = original.our_message;
    leg.original_infno = original.infno;
    leg.their_settlement = original.their_id;
    leg.original_key = original.key;
    return leg;
}

awaitable<Result<SettledBill>> CancelDesk::cancel(Call call, CancelRequest request) {
    auto earlier = co_await earlier_cancel(call);
    if (!earlier) co_return fail(earlier.error());
    const bool resending = *earlier && (*earlier)->state == SettlementState::not_sent;
    if (*earlier && !resending) co_return answer_for(**earlier);
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());

    SettlementRecord cancel = new_record(world_, call, SettlementKind::cancel);
    auto original = co_await cancellable(call, std::move(request));
    if (!original && resending) co_return co_await refuse_resent(world_, std::move(**earlier), original.error());
    if (!original) co_return co_await refuse(world_, std::move(cancel), original.error());
    auto answerer = answerer_of(world_, original->platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    take_over_from_original(cancel, *original);
    // On Delta the partner has given the cancel a key of its own.
    if (!call.key) cancel.key = {original->key.treatment_division, cancel.id};
    auto day = check_partner_day(world_, call);
    if (!day && resending) co_return co_await refuse_resent(world_, std::move(**earlier), day.error());
    if (!day) co_return co_await refuse(world_, std::move(cancel), day.error());

    const bool day_from_open_day = takes_open_day(answerer->platform, call.direction);
    if (resending) {
        auto taken = co_await runner_.take_up_again(**earlier);
        if (!taken) co_return co_await refuse_resent(world_, std::move(**earlier), taken.error());
        if (!taken->by_us) co_return answer_for(taken->record);
        cancel = std::move(taken->record);
    } else {
        auto opened = co_await world_.settlements.open(cancel, day_from_open_day);
        if (!opened) co_return co_await refuse(world_, std::move(cancel), opened.error());
        if (opened->kind == ports::Opened::Kind::same_message) co_return answer_for(opened->record);
        if (opened->kind == ports::Opened::Kind::bill_taken)
            co_return co_await refuse(world_, std::move(cancel), taken_error(opened->record));
        // A reverse of the original was quicker.
        if (opened->kind == ports::Opened::Kind::original_moved)
            co_return co_await refuse(world_, std::move(cancel), why_not_cancellable(opened->record).value());
        cancel = std::move(opened->record);
    }
    ports::LegOfSettlement leg = leg_of_cancel(call, *answerer, cancel, *original);
    const std::string id = cancel.id.text;
    auto done = co_await runner_.send_cancel(std::move(cancel), std::move(*original), std::move(leg));
    if (!done) co_return fail(Error{ErrorCode::cancel_in_doubt, "the answer could not be recorded", {}, id});
    co_return answer_for(*done);
}

}  // namespace clearing::settlement
