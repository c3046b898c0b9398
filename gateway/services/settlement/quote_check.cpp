#include "gateway/services/settlement/quote_check.hpp"

#include "gateway/services/settlement/wording.hpp"

namespace clearing::settlement {
namespace {

BillKey bill_key(const CheckedClaim& checked) {
    return {checked.visit.institution, checked.visit.id, checked.claim.bill};
}

/// Who pays what; the list of payments may be worded differently from one answer to the next.
bool pays_the_same(PaymentSplit left, PaymentSplit right) {
    left.payments.clear();
    right.payments.clear();
    return left == right;
}

awaitable<Result<SettledBill>> quote_again(const World& world, Call call, const CheckedClaim& checked) {
    Wording wording = wording_of_answerer(world, checked.visit.platform, call.direction);
    auto outgoing = wording.request_out_of_books(checked.claim, local_date(world.clock.now()));
    if (!outgoing) co_return fail(outgoing.error());
    ports::Leg leg = leg_of(world, call, checked.answerer, checked.answerer.times.quote);
    leg.message = leg_message_id(world, "requote", call.message_key());
    leg.infno = checked.claim.care == CareSetting::outpatient ? "2206" : "2303";
    leg.their_visit = checked.visit.their_id;
    leg.our_visit = checked.visit.id;
    auto answer = co_await checked.answerer.side->quote(std::move(leg), std::move(*outgoing));
    if (!answer) co_return fail(without_effect(answer.error()));
    co_return answer;
}

/// The refusal carries what would be paid now, as a quote that stands (SETTLEMENT §5): who agrees settles it under a
/// new message.
awaitable<Error> superseded_by(const World& world, Call call, const CheckedClaim& checked, SettledBill now) {
    Error error{ErrorCode::quote_superseded,
                "the benefit has changed since the quote: now " + in_words(now.split),
                {"quote_id"},
                {}};
    now.quote = QuoteId(leg_message_id(world, "requote", call.message_key()).text);
    now.visit = checked.visit.id;
    const Instant expires_at = world.clock.now() + world.limits.quote_life;
    NewQuote quote{now.split, now.quote};
    BillKey key = bill_key(checked);
    auto kept = co_await world.visits.keep_quote(std::move(key), std::move(now), expires_at);
    // Without the store the refusal holds; then its asker quotes again.
    if (!kept) quote.quote = {};
    error.new_quote = std::make_shared<const NewQuote>(std::move(quote));
    co_return error;
}

}  // namespace

awaitable<Result<void>> honour_quote(const World& world, Call call, CheckedClaim& checked) {
    const bool visitor = call.direction == Direction::visitor;
    if (visitor && !checked.answerer.is_between_gateways()) co_return Result<void>{};
    if (!visitor && checked.claim.quote.empty()) co_return Result<void>{};

    const std::optional<ports::KeptQuote>& kept = checked.last_quote;
    const bool stands = kept && kept->expires_at >= world.clock.now();
    if (visitor) {
        if (stands) checked.claim.quote = kept->id;
        co_return Result<void>{};
    }
    if (!kept || kept->id != checked.claim.quote)
        co_return fail(ErrorCode::quote_superseded, "not the bill's last quote", {"quote_id"});
    if (!stands) co_return fail(ErrorCode::quote_expired, {}, {"quote_id"});
    auto now = co_await quote_again(world, std::move(call), checked);
    if (!now) co_return fail(now.error());
    if (pays_the_same(kept->split, now->split)) co_return Result<void>{};
    auto superseded = co_await superseded_by(world, std::move(call), checked, std::move(*now));
    co_return fail(std::move(superseded));
}

std::optional<Difference> difference_to_quote(const SettlementRecord& record, const SettledBill& answer,
                                              const std::optional<ports::KeptQuote>& last_quote) {
    if (!last_quote || pays_the_same(last_quote->split, answer.split)) return std::nullopt;
    return Difference{DifferenceKind::split_law, record.key, last_quote->split.fund_total.to_yuan(),
                      answer.split.fund_total.to_yuan(), "fund quoted and fund settled"};
}

}  // namespace clearing::settlement
