#include "gateway/services/settlement/settle_desk.hpp"

#include "gateway/services/settlement/opening.hpp"
#include "gateway/services/settlement/own_cancel.hpp"
#include "gateway/services/settlement/own_undoing.hpp"
#include "gateway/services/settlement/prefund_desk.hpp"
#include "gateway/services/settlement/quote_check.hpp"
#include "gateway/services/settlement/quote_desk.hpp"
#include "gateway/services/settlement/wording.hpp"

#include <fmt/format.h>

namespace clearing::settlement {
namespace {

constexpr int checked_at_most = 4;

void fill_from_claim(SettlementRecord& record, const CheckedClaim& checked) {
    record.care = checked.claim.care;
    record.platform = checked.visit.platform;
    record.other_side = checked.answerer.peer;
    record.counterparty = checked.route.counterparty;
    record.insurance_type = checked.claim.insurance_type;
    record.med_type = checked.claim.med_type;
    record.visit_no = checked.visit.no;
    record.visit = checked.visit.id;
    record.their_visit = checked.visit.their_id;
    record.bill = {checked.visit.institution, checked.visit.id, checked.claim.bill};
    record.quote = checked.claim.quote;
    record.claimed_total = checked.claim.total;
    for (const CarriedField& field : checked.claim.carried)
        if (is_desk_information(field)) record.answer.carried.push_back(field);
}

/// What was there before this message came.
ports::BillQuestion settlement_question(const Call& call, const Claim& claim) {
    ports::BillQuestion question = bill_question(claim);
    question.earlier = {call.message_key(), call.key, call.direction};
    return question;
}

/// A stay's lines have no bills: while the outcome of one of its settlements is open, it may have taken them all.
bool holds_stay(const SettlementRecord& record) {
    return record.care == CareSetting::inpatient && is_unresolved(record.state);
}

/// Said before anything else about the bill: a settled bill has no unsettled lines either.
Result<void> check_bill_free(const Call& call, const BillNumber& bill, const std::vector<SettlementRecord>& of_visit) {
    // A cancel that is not known yet, or that is being undone: neither a second cancel nor a resettlement meanwhile.
    const auto of_a_live_cancel = [&](const SettlementRecord& settled) -> const SettlementRecord* {
        for (const SettlementRecord& cancel : of_visit)
            if (cancel.cancels == settled.no && is_unresolved(cancel.state)) return &cancel;
        return nullptr;
    };
    for (const SettlementRecord& record : of_visit) {
        const bool same_side = record.kind == SettlementKind::settle && record.institution == call.header.institution &&
                               record.direction == call.direction;
        if (!same_side) continue;
        if (holds_stay(record)) return fail(unresolved_error(record));
        if (record.bill.bill != bill || !holds_bill(record.state)) continue;
        const SettlementRecord* cancel = of_a_live_cancel(record);
        return fail(cancel != nullptr ? unresolved_error(*cancel) : taken_error(record));
    }
    return {};
}

/// Where the day comes with the answer: it would be a day on which another counterparty clears. Nothing was sent, and
/// the bill may come under a new message.
Result<void> check_clears_with_the_same(const SettlementRecord& record, const CheckedClaim& checked) {
    if (record.assigned_day || checked.route.counterparty == record.counterparty) return {};
    return fail(Error{ErrorCode::clearing_day_closed,
                      fmt::format("it would clear with {}, no longer with {}", checked.route.counterparty.text,
                                  record.counterparty.text),
                      {},
                      record.id.text});
}

}  // namespace

awaitable<Result<SettledBill>> SettleDesk::settle(Call call, Claim claim) {
    for (int attempt = 0; attempt < checked_at_most; ++attempt) {
        auto answer = co_await settle_as_it_stands(call, claim);
        if (answer) co_return std::move(*answer);
    }
    co_return fail(ErrorCode::busy, "the visit and its lines are changed again and again");
}

awaitable<SettleDesk::IfStillSo> SettleDesk::settle_as_it_stands(Call call, Claim claim) {
    auto facts = co_await world_.settlements.facts_of(settlement_question(call, claim));
    if (!facts) co_return fail(facts.error());
    // Delta: the settlement key is unique end to end; a fence may have taken it before the original came.
    auto same = facts->of_message ? std::move(facts->of_message) : std::move(facts->of_key);
    auto earlier = if_of_the_same(call, SettlementKind::settle, std::move(same));
    if (!earlier) co_return fail(earlier.error());
    if (*earlier) {
        SettlementRecord record = std::move(**earlier);
        if (record.state == SettlementState::not_sent)
            co_return co_await resend(std::move(call), std::move(claim), std::move(*facts), std::move(record));
        co_return co_await answer_again(std::move(record));
    }

    SettlementRecord record = new_record(world_, call, SettlementKind::settle);
    record.claimed_total = claim.total;
    const BillNumber number = number_of_bill(claim, facts->of_visit);
    auto free = check_bill_free(call, number, facts->of_visit);
    if (!free) co_return co_await refuse(world_, std::move(record), free.error());
    auto checked = co_await check_claim(world_, call, std::move(claim), std::move(*facts));
    if (!checked) co_return co_await refuse(world_, std::move(record), checked.error());
    fill_from_claim(record, *checked);
    record.bill.bill = number;
    auto day = check_partner_day(world_, call);
    if (!day) co_return co_await refuse(world_, std::move(record), day.error());
    if (call.direction == Direction::visitor && checked->answerer.is_between_gateways())
        record.key.treatment_division = world_.tables->router->own_region();
    auto quote = co_await honour_quote(world_, call, *checked);
    if (!quote) co_return co_await refuse(world_, std::move(record), quote.error());
    record.quote = checked->claim.quote;
    // Not before: the quote was given under the number that was asked with.
    checked->claim.bill = number;
    auto outgoing = co_await out_of_books(*checked);
    if (!outgoing) co_return co_await refuse(world_, std::move(record), outgoing.error());
    record.translations = checked->translations;
    record.prefund = hold_of_prefund(world_, record, *checked);
    // The checks may have asked others (filings, the quote): an intent without time to be answered would only be a
    // doubt.
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());

    const bool day_from_open_day = takes_open_day(checked->answerer.platform, call.direction);
    ports::Intent intent{std::move(record), day_from_open_day, {}, checked->visit.revision};
    co_return co_await open_and_send(std::move(call), std::move(*checked), std::move(*outgoing), std::move(intent));
}

/// The message is ready. Errors: it must not be sent; what was opened says why.
awaitable<Result<MessageNo>> SettleDesk::keep_with_intent(Attempt& attempt, ports::OutboundMessage message) {
    ports::Intent intent = attempt.intent;
    intent.message = std::move(message);
    // After this point the settlement exists and the record decides.
    attempt.opened = co_await world_.settlements.open_intent(std::move(intent));
    const Result<ports::Opened>& opened = *attempt.opened;
    if (!opened) co_return fail(opened.error());
    if (!opened->message) co_return fail(ErrorCode::internal_error, "not to be sent");
    co_return *opened->message;
}

awaitable<SettleDesk::IfStillSo> SettleDesk::open_and_send(Call call, CheckedClaim checked, Claim outgoing,
                                                           ports::Intent intent) {
    // The checks may have taken seconds: whoever looks for what a crash left counts from here.
    intent.record.opened_at = intent.record.changed_at = world_.clock.now();
    const SettlementRecord asked = intent.record;
    // The open day is today, but around a close; the store knows.
    if (intent.day_from_open_day) intent.record.assigned_day = ClearingDay{local_date(world_.clock.now())};
    ports::LegOfSettlement leg = leg_for(call, checked, intent.record);
    Attempt attempt{std::move(intent)};
    leg.keep = [this, &attempt](ports::OutboundMessage message) {
        return keep_with_intent(attempt, std::move(message));
    };
    auto answer = co_await checked.answerer.side->settle(std::move(leg), outgoing);
    if (!attempt.opened) {
        // Nothing was sent, for nothing was kept. A yes all the same has to be asked for by whoever finds it there.
        Error not_kept{ErrorCode::in_doubt, "answered before it was kept", {}, asked.id.text};
        co_return co_await refuse(world_, asked, answer ? std::move(not_kept) : answer.error());
    }
    if (!*attempt.opened) co_return co_await refuse(world_, asked, attempt.opened->error());

    ports::Opened& opened = **attempt.opened;
    switch (opened.kind) {
        case ports::Opened::Kind::visit_moved:
            co_return std::nullopt;
        case ports::Opened::Kind::same_message:
            co_return answer_for(opened.record);
        case ports::Opened::Kind::bill_taken:
        case ports::Opened::Kind::original_moved:
            co_return co_await refuse(world_, asked, taken_error(opened.record));
        case ports::Opened::Kind::accepted:
            break;
    }
    // The day was another: the message is made anew, and kept by the log.
    if (!opened.message)
        co_return co_await send(std::move(call), std::move(checked), std::move(outgoing), std::move(opened.record));
    co_return co_await take_answer(std::move(call), std::move(checked), std::move(opened.record), std::move(answer));
}

awaitable<Result<SettledBill>> SettleDesk::resend(Call call, Claim claim, ports::BillFacts facts,
                                                  SettlementRecord record) {
    const ports::BillQuestion question = settlement_question(call, claim);
    const BillNumber number = record.bill.bill;
    // While it was not sent another message may have taken the bill (SETTLEMENT §2).
    auto free = check_bill_free(call, number, facts.of_visit);
    if (!free) co_return co_await refuse_resent(world_, std::move(record), free.error());
    auto checked = co_await check_claim(world_, call, std::move(claim), std::move(facts));
    if (!checked) co_return co_await refuse_resent(world_, std::move(record), checked.error());
    if (auto same = check_clears_with_the_same(record, *checked); !same)
        co_return co_await refuse_resent(world_, std::move(record), same.error());
    auto quote = co_await honour_quote(world_, call, *checked);
    if (!quote) co_return co_await refuse_resent(world_, std::move(record), quote.error());
    checked->claim.bill = number;
    auto outgoing = co_await out_of_books(*checked);
    if (!outgoing) co_return co_await refuse_resent(world_, std::move(record), outgoing.error());
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    auto taken = co_await runner_.take_up_again(record, checked->visit.revision);
    if (!taken) {
        auto now = co_await world_.settlements.facts_of(question);
        if (now) free = check_bill_free(call, number, now->of_visit);
        co_return co_await refuse_resent(world_, std::move(record), free ? taken.error() : free.error());
    }
    if (!taken->by_us) co_return answer_for(taken->record);
    co_return co_await send(std::move(call), std::move(*checked), std::move(*outgoing), std::move(taken->record));
}

/// The claim in the answerer's codes; what was translated is added to the claim's translations.
awaitable<Result<Claim>> SettleDesk::out_of_books(CheckedClaim& checked) {
    Wording wording = wording_of_answerer(world_, checked.visit.platform, checked.visit.direction);
    auto outgoing = wording.request_out_of_books(checked.claim, local_date(world_.clock.now()));
    append_notes(checked.translations, wording.notes());
    if (outgoing) co_return std::move(*outgoing);
    auto error = co_await with_gaps_noted(world_, checked.visit.platform, wording.unmapped(), checked.claim.total,
                                          outgoing.error());
    co_return fail(std::move(error));
}

ports::LegOfSettlement SettleDesk::leg_for(const Call& call, const CheckedClaim& checked,
                                           const SettlementRecord& record) const {
    ports::LegOfSettlement leg = leg_about(world_, record, record.our_message, &ports::AnswerTimes::settle);
    leg.leg = leg_of(world_, call, checked.answerer, checked.answerer.times.settle);
    leg.leg.message = record.our_message;
    leg.leg.their_visit = checked.visit.their_id;
    leg.leg.our_visit = checked.visit.id;
    return leg;
}

/// Of a record that is open: its message is kept by the log.
awaitable<Result<SettledBill>> SettleDesk::send(Call call, CheckedClaim checked, Claim outgoing,
                                                SettlementRecord record) {
    ports::LegOfSettlement leg = leg_for(call, checked, record);
    auto answer = co_await checked.answerer.side->settle(std::move(leg), std::move(outgoing));
    co_return co_await take_answer(std::move(call), std::move(checked), std::move(record), std::move(answer));
}

awaitable<Result<SettledBill>> SettleDesk::take_answer(Call call, CheckedClaim checked, SettlementRecord record,
                                                       Result<SettledBill> answer) {
    if (answer) {
        Wording wording = wording_of_answerer(world_, record.platform, record.direction);
        SettledBill reworded = wording.answer_into_books(std::move(*answer), local_date(world_.clock.now()));
        *answer = completed(std::move(reworded), checked.claim);
        // Whoever is not named is the visit's, as the runner would read it.
        if (answer->person.number.empty()) answer->person = checked.visit.person;
    }
    Outcome outcome = outcome_of_settle(std::move(answer), record);
    if (outcome.event == SettlementEvent::answered_yes)
        if (auto noted = difference_to_quote(record, *outcome.bill, checked.last_quote))
            outcome.differences.push_back(std::move(*noted));
    const std::string id = record.id.text;
    auto settled = co_await runner_.carry_out(std::move(record), std::move(outcome), call.reply.get());
    // The other side's answer could not be written: whatever it was, the outcome is in doubt for the caller.
    if (!settled) co_return fail(Error{ErrorCode::in_doubt, "the answer could not be recorded", {}, id});
    co_return co_await answer_to_asker(world_, std::move(*settled));
}

/// What was asked before; a cancel of ours that a crash kept from being opened is opened first.
awaitable<Result<SettledBill>> SettleDesk::answer_again(SettlementRecord record) {
    const auto undoing = co_await own_undoing_of(world_, record);
    if (undoing && *undoing == OwnUndoing::owed) {
        const auto cancel = co_await cancel_ourselves(runner_, record);
        auto present = co_await world_.settlements.find(record.no);
        if (!cancel || !present)
            co_return fail(Error{ErrorCode::reversing, "its cancel could not be recorded", {}, record.id.text});
        if (*present) record = std::move(**present);
    }
    co_return co_await answer_to_asker(world_, std::move(record));
}

}  // namespace clearing::settlement
