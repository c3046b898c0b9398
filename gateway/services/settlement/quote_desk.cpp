#include "gateway/services/settlement/quote_desk.hpp"

#include "gateway/domain/laws.hpp"
#include "gateway/services/settlement/wording.hpp"

#include <algorithm>

namespace clearing::settlement {
SettledBill completed(SettledBill bill, const Claim& claim) {
    if (bill.insurance_type.empty()) bill.insurance_type = claim.insurance_type;
    if (bill.med_type.empty()) bill.med_type = claim.med_type;
    for (const CarriedField& field : claim.carried) {
        const bool answered = std::ranges::find(bill.carried, field.key, &CarriedField::key) != bill.carried.end();
        if (is_desk_information(field) && !answered) bill.carried.push_back(field);
    }
    return bill;
}

awaitable<Result<SettledBill>> QuoteDesk::quote(Call call, Claim claim) {
    ports::BillQuestion question = bill_question(claim);
    if (lacks_number(claim)) question.earlier = {call.message_key(), {}, call.direction};
    auto facts = co_await world_.settlements.facts_of(question);
    if (!facts) co_return fail(facts.error());
    // The quote is looked for under the number that is asked with; whoever answers sees the one it would settle under.
    const BillNumber number = number_of_bill(claim, facts->of_visit);
    auto checked = co_await check_claim(world_, call, std::move(claim), std::move(*facts));
    if (!checked) co_return fail(checked.error());
    checked->claim.bill = number;
    const Date today = local_date(world_.clock.now());
    Wording wording = wording_of_answerer(world_, checked->visit.platform, call.direction);
    auto outgoing = wording.request_out_of_books(checked->claim, today);
    if (!outgoing) {
        auto error = co_await with_gaps_noted(world_, checked->visit.platform, wording.unmapped(), checked->claim.total,
                                              outgoing.error());
        co_return fail(std::move(error));
    }
    ports::Leg leg = leg_of(world_, call, checked->answerer, checked->answerer.times.quote);
    leg.their_visit = checked->visit.their_id;
    leg.our_visit = checked->visit.id;
    auto answer = co_await checked->answerer.side->quote(std::move(leg), std::move(*outgoing));
    if (!answer) co_return fail(without_effect(answer.error()));
    SettledBill bill = completed(wording.answer_into_books(std::move(*answer), today), checked->claim);
    const std::vector<LawBreach> breaches = balance_breaches(bill.split);
    if (!breaches.empty()) co_return fail(to_error(breaches.front()));

    bill.settlement = {};
    bill.visit = checked->visit.id;
    bill.medins_setl_id = call.header.message;
    // The quotes we give residents' partners carry an id of ours; a Delta partner's own id stays.
    if (bill.quote.empty()) {
        bill.quote = QuoteId(leg_message_id(world_, "quote", call.message_key()).text);
        bill.quote_expires_at = to_local_time(world_.clock.now() + world_.limits.quote_life);
    }
    const BillKey key{checked->visit.institution, checked->visit.id, question.bill};
    auto expires = parse_local_time(bill.quote_expires_at);
    const Instant expires_at = expires ? *expires : world_.clock.now() + world_.limits.quote_life;
    auto kept = co_await world_.visits.keep_quote(key, bill, expires_at);
    if (!kept) co_return fail(kept.error());
    co_return bill;
}

}  // namespace clearing::settlement
