#include "adapters/yangtze_delta/adjustment_codec.hpp"
#include "adapters/yangtze_delta/bill_codec.hpp"
#include "adapters/yangtze_delta/day_codec.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "adapters/yangtze_delta/fee_codec.hpp"
#include "adapters/yangtze_delta/narrowing_codec.hpp"
#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "adapters/yangtze_delta/visit_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "tests/fuzz/check.hpp"

namespace clearing::fuzz {
namespace {

using namespace yangtze_delta;
using Envelope = wire::Envelope;

Result<void> verdict_of(const Reading& reading) {
    const Result<void> verdict = reading.verdict();
    if (!verdict) promise(!sentence(verdict.error()).empty(), "a refusal without a sentence");
    return verdict;
}

/// A body into the domain's words and back into `out`. False: refused.
template <class Body, class Out>
bool rewrite_between(const Body& in, Out& out) {
    Reading reading;
    const auto both = read(in, reading);
    if (!verdict_of(reading)) return false;
    write(both.request, both.parties, out);
    return true;
}

template <class Body, class Out>
bool rewrite_answer(const Body& in, Out& out) {
    Reading reading;
    const auto answer = read(in, reading);
    if (!verdict_of(reading)) return false;
    write(answer, out);
    return true;
}

template <class Body, class Out>
bool rewrite_settled(const Body& in, Out& out) {
    Reading reading;
    const SettlementId echoed(in.settlement_id());
    const SettledBill bill = read(in, echoed, reading);
    if (!verdict_of(reading)) return false;
    write(bill, echoed, out);
    return true;
}

bool rewrite_fees(const wire::FeesRequest& in, wire::FeesRequest& out) {
    Reading reading;
    std::vector<FeeLine> lines;
    for (const auto& line : in.lines())
        lines.push_back(read(line, reading));
    if (!verdict_of(reading)) return false;
    for (const FeeLine& line : lines)
        write(line, *out.add_lines());
    return true;
}

bool rewrite_query(const wire::QueryAnswer& in, wire::QueryAnswer& out) {
    Reading reading;
    const SettlementId echoed(in.settlement().settlement_id());
    const QueryResult result = read(in, echoed, reading);
    if (!verdict_of(reading)) return false;
    write(result, echoed, out);
    return true;
}

bool rewrite_details(const wire::DayDetailsAnswer& in, wire::DayDetailsAnswer& out) {
    Reading reading;
    std::vector<DayLine> lines;
    for (const auto& line : in.lines())
        lines.push_back(read(line, DivisionCode("330200"), reading));
    if (!verdict_of(reading)) return false;
    (void)compare_lines(lines, lines, {});
    for (const DayLine& line : lines)
        write(line, *out.add_lines());
    return true;
}

bool rewrite_close(const wire::DayCloseRequest& in, wire::DayCloseRequest& out) {
    Reading reading;
    const DayTotals totals = read(in, reading);
    if (!verdict_of(reading)) return false;
    promise(differing_cells(totals.cells, totals.cells).empty(), "a day's cells differ from themselves");
    write(totals, {DivisionCode(in.treatment_division()), DivisionCode(in.insured_division())}, out);
    return true;
}

bool rewrite_statement(const wire::StatementRequest& in) {
    Reading reading;
    const Proposal proposal = read(in, reading);
    return verdict_of(reading).has_value() && !proposal.statement_id.empty();
}

/// The insured side's cells are for people: nobody reads them.
bool rewrite_verdict(const wire::StatementAnswer& in, wire::StatementAnswer& out) {
    Reading reading;
    const std::vector<SettlementKey> disputed = read_disputed(in, reading);
    const std::vector<StatementCell> adjustments = read(in.adjustments(), reading);
    if (!verdict_of(reading)) return false;
    for (const SettlementKey& key : disputed)
        write(key, *out.add_disputed());
    if (in.has_adjustments()) write(adjustments, *out.mutable_adjustments());
    return true;
}

bool rewrite_reversed(const wire::ReverseAnswer& in, wire::ReverseAnswer& out) {
    Reading reading;
    const ReverseResult result = read_reverse_result(in.result(), reading);
    if (!verdict_of(reading)) return false;
    promise(wire_number(result) == in.result(), "a reverse's result changed on its way");
    out.set_result(in.result());
    return true;
}

bool rewrite_adjustment(const wire::AdjustmentRequest& in, wire::AdjustmentRequest& out) {
    Reading reading;
    const ReadAdjustment told = read(in, reading);
    if (!verdict_of(reading)) return false;
    for (const auto& [component, amount] : told.amounts)
        promise(amount > Money(), "an adjustment of nothing was taken");
    AdjustmentOffer offer;
    offer.settlement_key = told.settlement;
    offer.insured_division = told.insured_division;
    offer.adjustment.reason = told.reason;
    offer.adjustment.bearer = told.bearer;
    offer.adjustment.origin = told.origin;
    offer.adjustment.amounts = told.amounts;
    Reading again;
    write(offer, out);
    promise(read(out, again).amounts == told.amounts && again.verdict().has_value(),
            "an adjustment changed on its way");
    return false;  // amounts are written in the order of the components
}

bool rewrite_split(const wire::CancelRequest& in, wire::CancelRequest& out) {
    Reading reading;
    const PaymentSplit split = read(in.split(), reading);
    if (!verdict_of(reading)) return false;
    write(split, *out.mutable_split());
    return true;
}

bool rewrite_totals(const wire::DayCloseAnswer& in, wire::DayCloseAnswer& out) {
    Reading reading;
    const DayTotals totals = read(in, reading);
    if (!verdict_of(reading)) return false;
    write(totals, in.equal(), out);
    return true;
}

bool rewrite_ranges(const wire::DayRangesRequest& in, wire::DayRangesRequest& out) {
    Reading reading;
    const RangesAsked asked = read(in, reading);
    if (!verdict_of(reading)) return false;
    promise(asked.ranges.size() <= ports::DayView::most_ranges, "more ranges than a question takes");
    write(asked.group, asked.ranges, out);
    return true;
}

/// As an answer to whatever was asked for so many.
bool rewrite_digests(const wire::DayRangesAnswer& in, wire::DayRangesAnswer& out) {
    Reading reading;
    const std::vector<ports::IdRange> asked(static_cast<std::size_t>(in.ranges_size()));
    const auto digests = read(in, asked, reading);
    if (!verdict_of(reading)) return false;
    write(digests, out);
    return true;
}

/// As an answer to the question for a whole group.
bool rewrite_lines(const wire::DayLinesAnswer& in, wire::DayLinesAnswer& out) {
    Reading reading;
    const ports::LineGroup group{DivisionCode("310101"), DivisionCode("330203"), InsuranceType("310"), 1};
    const auto page = read(in, ports::LinesAsked{group, {{}}, {}}, reading);
    if (!verdict_of(reading)) return false;
    write(page, out);
    return true;
}

bool rewrite_states(const wire::DayKeysAnswer& in, wire::DayKeysAnswer& out) {
    Reading reading;
    std::vector<SettlementKey> asked;
    for (const auto& state : in.states())
        asked.push_back({DivisionCode("310101"), SettlementId(state.line().settlement_id())});
    const auto states = read(in, asked, reading);
    if (!verdict_of(reading)) return false;
    write(states, out);
    return true;
}

/// Reads the body as whoever receives it does, and writes it as whoever sends it does. False: refused, or nothing to
/// write. Without a default: the compiler names the body that somebody adds.
bool rewrite_body(const Envelope& in, Envelope& out) {
    switch (in.body_case()) {
        case Envelope::kError:
            write(read(in.error()), *out.mutable_error());
            return true;
        case Envelope::kPersonRequest:
            return rewrite_between(in.person_request(), *out.mutable_person_request());
        case Envelope::kPersonAnswer:
            return rewrite_answer(in.person_answer(), *out.mutable_person_answer());
        case Envelope::kEntitlementRequest:
            return rewrite_between(in.entitlement_request(), *out.mutable_entitlement_request());
        case Envelope::kEntitlementAnswer:
            return rewrite_answer(in.entitlement_answer(), *out.mutable_entitlement_answer());
        case Envelope::kVisitRequest:
            return rewrite_between(in.visit_request(), *out.mutable_visit_request());
        case Envelope::kVisitAnswer:
            return rewrite_answer(in.visit_answer(), *out.mutable_visit_answer());
        case Envelope::kFeesRequest:
            return rewrite_fees(in.fees_request(), *out.mutable_fees_request());
        case Envelope::kQuoteRequest:
            return rewrite_between(in.quote_request().bill(), *out.mutable_quote_request()->mutable_bill());
        case Envelope::kQuoteAnswer:
            return rewrite_answer(in.quote_answer(), *out.mutable_quote_answer());
        case Envelope::kSettleRequest:
            return rewrite_between(in.settle_request().bill(), *out.mutable_settle_request()->mutable_bill());
        case Envelope::kSettleAnswer:
            return rewrite_settled(in.settle_answer(), *out.mutable_settle_answer());
        case Envelope::kCancelRequest:
            return rewrite_split(in.cancel_request(), *out.mutable_cancel_request());
        case Envelope::kCancelAnswer:
            return rewrite_settled(in.cancel_answer(), *out.mutable_cancel_answer());
        case Envelope::kReverseAnswer:
            return rewrite_reversed(in.reverse_answer(), *out.mutable_reverse_answer());
        case Envelope::kQueryAnswer:
            return rewrite_query(in.query_answer(), *out.mutable_query_answer());
        case Envelope::kDayCloseRequest:
            return rewrite_close(in.day_close_request(), *out.mutable_day_close_request());
        case Envelope::kDayCloseAnswer:
            return rewrite_totals(in.day_close_answer(), *out.mutable_day_close_answer());
        case Envelope::kDayDetailsAnswer:
            return rewrite_details(in.day_details_answer(), *out.mutable_day_details_answer());
        case Envelope::kDayGroupsAnswer:
            return rewrite_answer(in.day_groups_answer(), *out.mutable_day_groups_answer());
        case Envelope::kDayRangesRequest:
            return rewrite_ranges(in.day_ranges_request(), *out.mutable_day_ranges_request());
        case Envelope::kDayRangesAnswer:
            return rewrite_digests(in.day_ranges_answer(), *out.mutable_day_ranges_answer());
        case Envelope::kDayLinesRequest:
            return rewrite_answer(in.day_lines_request(), *out.mutable_day_lines_request());
        case Envelope::kDayLinesAnswer:
            return rewrite_lines(in.day_lines_answer(), *out.mutable_day_lines_answer());
        case Envelope::kDayKeysRequest:
            return rewrite_answer(in.day_keys_request(), *out.mutable_day_keys_request());
        case Envelope::kDayKeysAnswer:
            return rewrite_states(in.day_keys_answer(), *out.mutable_day_keys_answer());
        case Envelope::kStatementRequest:
            return rewrite_statement(in.statement_request()) && false;
        case Envelope::kStatementAnswer:
            return rewrite_verdict(in.statement_answer(), *out.mutable_statement_answer());
        case Envelope::kAdjustmentRequest:
            return rewrite_adjustment(in.adjustment_request(), *out.mutable_adjustment_request());
        case Envelope::kAdjustmentAnswer:
            return rewrite_answer(in.adjustment_answer(), *out.mutable_adjustment_answer());
        // No codec reads these: whoever receives one takes a key, a day, a count or a time from it by itself.
        case Envelope::kHello:
        case Envelope::kFeesAnswer:
        case Envelope::kReverseRequest:
        case Envelope::kQueryRequest:
        case Envelope::kDayDetailsRequest:
        case Envelope::kDayGroupsRequest:
        case Envelope::kPingRequest:
        case Envelope::kPingAnswer:
        case Envelope::BODY_NOT_SET:
            return false;
    }
}

/// An amount that was accepted is written as it was read: no field of fen may differ.
void check_amounts(const Envelope& in, const Envelope& out) {
    Envelope heading = in;
    for (const std::string& name : differing_fields(in, out)) {
        const bool is_of_a_body = name.find('.') != std::string::npos;
        promise(!(is_of_a_body && name.ends_with("_fen")), "an amount changed on its way");
    }
}

}  // namespace

bool check_delta_envelope(Bytes bytes) {
    Envelope in;
    const auto parsed = parse(text_of(bytes), in);
    if (!parsed) return false;
    (void)body_name(in);
    promise(differing_fields(in, in).empty(), "a message differs from itself");
    Envelope same;
    promise(parse(serialized(in), same).has_value(), "what we wrote we cannot read");
    promise(content_of(same) == content_of(in), "the content changed on its way");
    Envelope first, second;
    if (!rewrite_body(in, first)) return false;
    promise(rewrite_body(first, second), "a body we wrote is refused");
    promise(content_of(first) == content_of(second), "a body we wrote reads as something else");
    first.set_sender_division(in.sender_division());
    first.set_receiver_division(in.receiver_division());
    check_amounts(in, first);
    return true;
}

}  // namespace clearing::fuzz
