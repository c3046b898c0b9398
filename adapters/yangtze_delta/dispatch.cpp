#include "adapters/yangtze_delta/dispatch.hpp"

#include "adapters/yangtze_delta/bill_codec.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/fee_codec.hpp"
#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "adapters/yangtze_delta/speakers.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "adapters/yangtze_delta/visit_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/domain/laws.hpp"
#include "gateway/domain/reply.hpp"
#include "gateway/ports/day_view.hpp"

#include <utility>

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

/// Reading and the divisions of a body that states both.
template <class Request>
Result<void> check(const Reading& reading, const Between<Request>& both, const Partner& partner,
                   const DivisionCode& own_region) {
    if (auto verdict = reading.verdict(); !verdict) return verdict;
    return check_divisions(partner, own_region, both.parties.treatment_division, both.parties.insured_division);
}

/// Bodies that name a settlement by its key: its treatment division is the asker's, the insured side is we.
template <class Body>
SettlementKey read_key(const Body& body, Reading& reading) {
    SettlementKey key;
    key.treatment_division = reading.division("treatment_division", body.treatment_division());
    key.settlement = SettlementId(reading.required("settlement_id", body.settlement_id()));
    return key;
}

Result<void> check(const Reading& reading, const SettlementKey& key, const Partner& partner,
                   const DivisionCode& own_region) {
    if (auto verdict = reading.verdict(); !verdict) return verdict;
    return check_divisions(partner, own_region, key.treatment_division, own_region);
}

}  // namespace

awaitable<Result<Finality>> Dispatch::run(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    switch (request.body_case()) {
        case Envelope::kPersonRequest:
            return person(std::move(partner), std::move(call), request, answer);
        case Envelope::kEntitlementRequest:
            return entitlement(std::move(partner), std::move(call), request, answer);
        case Envelope::kVisitRequest:
            return visit(std::move(partner), std::move(call), request, answer);
        case Envelope::kFeesRequest:
            return fees(std::move(partner), std::move(call), request, answer);
        case Envelope::kQuoteRequest:
            return quote(std::move(partner), std::move(call), request, answer);
        case Envelope::kSettleRequest:
            return settle(std::move(partner), std::move(call), request, answer);
        case Envelope::kCancelRequest:
            return cancel(std::move(partner), std::move(call), request, answer);
        case Envelope::kReverseRequest:
            return reverse(std::move(partner), std::move(call), request, answer);
        case Envelope::kQueryRequest:
            return query(std::move(partner), std::move(call), request, answer);
        case Envelope::kDayCloseRequest:
            return close(std::move(partner), request, answer);
        case Envelope::kDayDetailsRequest:
            return details(std::move(partner), request, answer);
        case Envelope::kDayGroupsRequest:
            return groups(std::move(partner), request, answer);
        case Envelope::kDayRangesRequest:
            return ranges(std::move(partner), request, answer);
        case Envelope::kDayLinesRequest:
            return lines(std::move(partner), request, answer);
        case Envelope::kDayKeysRequest:
            return states(std::move(partner), request, answer);
        case Envelope::kStatementRequest:
            return statement(std::move(partner), request, answer);
        case Envelope::kAdjustmentRequest:
            return adjust(std::move(partner), request, answer);
        default:
            return []() -> awaitable<Outcome> { co_return fail(ErrorCode::unknown_transaction); }();
    }
}

awaitable<Result<Finality>> Dispatch::person(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "person_request");
    auto both = read(request.person_request(), reading);
    if (auto checked = check(reading, both, partner, own_region_); !checked) co_return fail(checked.error());
    const auto known = co_await desk_.person(std::move(call), std::move(both.request));
    if (!known) co_return fail(known.error());
    write(*known, *answer.mutable_person_answer());
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::entitlement(Partner partner, Call call, const Envelope& request,
                                                  Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "entitlement_request");
    auto both = read(request.entitlement_request(), reading);
    if (auto checked = check(reading, both, partner, own_region_); !checked) co_return fail(checked.error());
    const auto entitled = co_await desk_.entitlement(std::move(call), std::move(both.request));
    if (!entitled) co_return fail(entitled.error());
    write(*entitled, *answer.mutable_entitlement_answer());
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::visit(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "visit_request");
    auto both = read(request.visit_request(), reading);
    if (auto checked = check(reading, both, partner, own_region_); !checked) co_return fail(checked.error());
    const auto visit = co_await desk_.visit(std::move(call), std::move(both.request));
    if (!visit) co_return fail(visit.error());
    write(*visit, *answer.mutable_visit_answer());
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::fees(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "fees_request");
    const wire::FeesRequest& body = request.fees_request();
    SettlementKey key = read_key(body, reading);
    if (body.part() == 0) reading.missing("part");
    if (body.part() > body.parts()) reading.invalid("part");
    if (static_cast<std::size_t>(body.lines_size()) > most_lines_of_a_part) {
        reading.over_limit("lines");
        co_return fail(reading.verdict().error());
    }
    std::vector<FeeLine> lines;
    for (int i = 0; i < body.lines_size(); ++i) {
        const Reading::Inside line(reading, "lines", static_cast<std::size_t>(i));
        lines.push_back(read(body.lines(i), reading));
    }
    if (auto checked = check(reading, key, partner, own_region_); !checked) co_return fail(checked.error());
    call.key = key;
    const auto kept = co_await desk_.keep_fees(std::move(call), std::move(key), std::move(lines));
    if (!kept) co_return fail(kept.error());
    answer.mutable_fees_answer()->set_accepted(static_cast<std::uint32_t>(body.lines_size()));
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::quote(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "quote_request");
    const Reading::Inside in_bill(reading, "bill");
    auto both = read(request.quote_request().bill(), reading);
    if (auto checked = check(reading, both, partner, own_region_); !checked) co_return fail(checked.error());
    const auto quoted = co_await desk_.quote(std::move(call), std::move(both.request));
    if (!quoted) co_return fail(quoted.error());
    write(*quoted, *answer.mutable_quote_answer());
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::settle(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    const wire::SettleRequest& body = request.settle_request();
    Reading reading;
    call.day = reading.clearing_day("clearing_day", request.clearing_day());
    const Reading::Inside inside(reading, "settle_request");
    const SettlementId settlement(reading.required("settlement_id", body.settlement_id()));
    const Reading::Inside in_bill(reading, "bill");
    auto both = read(body.bill(), reading);
    if (auto checked = check(reading, both, partner, own_region_); !checked) co_return fail(checked.error());
    both.request.quote = QuoteId(body.quote_id());
    call.key = SettlementKey{both.parties.treatment_division, settlement};
    const std::shared_ptr<Reply> reply = call.reply;
    const auto write_yes = [&](const SettledBill& bill) {
        answer.clear_settle_answer();
        write(bill, settlement, *answer.mutable_settle_answer());
    };
    if (reply)
        reply->in_words = [&](const SettledBill& bill) {
            write_yes(bill);
            return serialized(answer);
        };
    const auto booked = co_await desk_.settle(std::move(call), std::move(both.request));
    if (reply) reply->in_words = {};  // it knows this frame
    if (!booked) co_return fail(booked.error());
    const bool in_words_already = reply && reply->kept;
    if (!in_words_already) write_yes(*booked);
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::cancel(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    const wire::CancelRequest& body = request.cancel_request();
    Reading reading;
    call.day = reading.clearing_day("clearing_day", request.clearing_day());
    const Reading::Inside inside(reading, "cancel_request");
    const SettlementKey key = read_key(body, reading);
    CancelRequest cancelled;
    cancelled.settlement = SettlementId(reading.required("original_settlement_id", body.original_settlement_id()));
    if (!body.has_split()) reading.missing("split");
    PaymentSplit negated;
    {
        const Reading::Inside in_split(reading, "split");
        negated = read(body.split(), reading);
    }
    if (auto checked = check(reading, key, partner, own_region_); !checked) co_return fail(checked.error());
    call.key = key;

    // The original is named by its key; the desk knows it by the id we answered. A query has no side effect. What is
    // not booked (a cancel repeated, an original refused) is the desk's to judge.
    const SettlementKey original{key.treatment_division, cancelled.settlement};
    auto known = co_await desk_.query_by_key(call, original);
    if (!known) co_return fail(known.error());
    if (known->state == QueryResult::State::in_progress)
        co_return fail(ErrorCode::awaiting_answer, "the original is not final yet");
    if (known->bill) cancelled.settlement = known->bill->settlement;
    if (known->bill && known->state == QueryResult::State::booked) {
        auto differing = cancel_differences(known->bill->split, negated, all_amount_names());
        if (!differing.empty()) co_return fail(ErrorCode::cancel_amounts_differ, {}, std::move(differing));
    }
    const auto booked = co_await desk_.cancel(std::move(call), std::move(cancelled));
    if (!booked) co_return fail(booked.error());
    write(*booked, key.settlement, *answer.mutable_cancel_answer());
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::reverse(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "reverse_request");
    const SettlementKey key = read_key(request.reverse_request(), reading);
    if (auto checked = check(reading, key, partner, own_region_); !checked) co_return fail(checked.error());
    call.key = key;
    const auto result = co_await desk_.reverse_by_key(std::move(call), key);
    if (!result) co_return fail(result.error());
    wire::ReverseAnswer& body = *answer.mutable_reverse_answer();
    body.set_result(static_cast<wire::ReverseAnswer::Result>(wire_number(*result)));
    body.set_settlement_id(key.settlement.text);
    co_return Finality::final;
}

awaitable<Result<Finality>> Dispatch::query(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "query_request");
    const SettlementKey key = read_key(request.query_request(), reading);
    if (auto checked = check(reading, key, partner, own_region_); !checked) co_return fail(checked.error());
    call.key = key;
    const auto result = co_await desk_.query_by_key(std::move(call), key);
    if (!result) co_return fail(result.error());
    write(*result, key.settlement, *answer.mutable_query_answer());
    if (result->bill) co_await tell_days(std::move(partner), key, *answer.mutable_query_answer());
    co_return Finality::open;
}

/// Of a line, as the books of its day know them. Untold where these cannot be read now: the state holds without them.
awaitable<void> Dispatch::tell_days(Partner partner, SettlementKey key, wire::QueryAnswer& answer) {
    ports::DayView* view = days_.view();
    if (view == nullptr) co_return;
    // Whichever day it is of: the pair and the direction are asked for.
    DayKey pair{partner.platform, partner.region, Direction::resident_away, {}};
    std::vector<SettlementKey> keys{std::move(key)};
    const auto states = co_await view->states(std::move(pair), std::move(keys));
    if (!states || states->empty()) co_return;
    const ports::LineState& line = states->front();
    if (line.assigned_day) answer.set_clearing_day(line.assigned_day->to_text());
    if (line.cleared_day) answer.set_cleared_day(line.cleared_day->to_text());
}

}  // namespace clearing::yangtze_delta
