#include "adapters/yangtze_delta/settlement_codec.hpp"

#include "adapters/yangtze_delta/error_codec.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "adapters/yangtze_delta/times.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <array>
#include <utility>

namespace clearing::yangtze_delta {
namespace {

using State = QueryResult::State;

constexpr std::array<std::pair<State, wire::QueryAnswer::State>, 6> states{{
    {State::unknown, wire::QueryAnswer::UNKNOWN},
    {State::in_progress, wire::QueryAnswer::IN_PROGRESS},
    {State::booked, wire::QueryAnswer::BOOKED},
    {State::refused, wire::QueryAnswer::REFUSED},
    {State::reversed, wire::QueryAnswer::REVERSED},
    {State::cancelled, wire::QueryAnswer::CANCELLED},
}};

constexpr std::array<std::pair<ReverseResult, wire::ReverseAnswer::Result>, 4> reverse_results{{
    {ReverseResult::reversed, wire::ReverseAnswer::REVERSED},
    {ReverseResult::fenced, wire::ReverseAnswer::FENCED},
    {ReverseResult::day_closed, wire::ReverseAnswer::DAY_CLOSED},
    {ReverseResult::not_reversible, wire::ReverseAnswer::NOT_REVERSIBLE},
}};

constexpr bool carries_a_bill(State state) {
    return state == State::booked || state == State::cancelled;
}

/// Balance and deductible are shown, in no law: without a readable amount they travel as 0.
std::int64_t fen_of(const std::string& yuan) {
    const auto amount = Money::parse(yuan);
    return amount ? amount->fen() : 0;
}

void write_shares(const SettledBill& bill, wire::Split& out) {
    write(bill.split, out);
    out.set_account_balance_fen(fen_of(bill.balance));
    out.set_deductible_fen(fen_of(bill.deductible));
    out.set_pool_ratio(bill.pool_ratio);
}

template <class Answer>
SettledBill read_shares(const Answer& in, Signs signs, Reading& reading) {
    SettledBill bill;
    if (!in.has_split()) {
        reading.missing("split");
        return bill;
    }
    const Reading::Inside inside(reading, "split");
    bill.split = read(in.split(), reading, signs);
    bill.balance = reading.money("account_balance_fen", in.split().account_balance_fen()).to_yuan();
    bill.deductible = reading.money("deductible_fen", in.split().deductible_fen()).to_yuan();
    bill.pool_ratio = in.split().pool_ratio();
    if (!bill.pool_ratio.empty()) reading.decimal("pool_ratio", bill.pool_ratio);
    bill.amounts_present = all_amount_names();
    return bill;
}

/// SettleAnswer and CancelAnswer name the settlement alike.
template <class Answer>
void write_named(const SettledBill& bill, const SettlementId& echoed, Answer& out) {
    out.set_settlement_id(echoed.text);
    out.set_insured_settlement_id(bill.settlement.text);
    out.set_settled_at(wire_time(bill.settled_at));
    write_shares(bill, *out.mutable_split());
}

template <class Answer>
SettledBill read_named(const Answer& in, const SettlementId& expected, Signs signs, Reading& reading) {
    SettledBill bill = read_shares(in, signs, reading);
    if (reading.required("settlement_id", in.settlement_id()) != expected.text) reading.invalid("settlement_id");
    bill.settlement = SettlementId(reading.required("insured_settlement_id", in.insured_settlement_id()));
    bill.settled_at = reading.required_time("settled_at", in.settled_at());
    return bill;
}

SettledBill read_settled(const wire::SettleAnswer& in, const SettlementId& expected, Signs signs, Reading& reading) {
    SettledBill bill = read_named(in, expected, signs, reading);
    bill.clearing_type = in.clearing_type();
    bill.clearing_way = in.clearing_way();
    bill.clearing_agency = in.clearing_agency();
    return bill;
}

}  // namespace

void write(const SettledBill& bill, wire::QuoteAnswer& out) {
    out.set_quote_id(bill.quote.text);
    out.set_expires_at(wire_time(bill.quote_expires_at));
    write_shares(bill, *out.mutable_split());
}

SettledBill read(const wire::QuoteAnswer& in, Reading& reading) {
    SettledBill bill = read_shares(in, Signs::not_negative, reading);
    bill.quote = QuoteId(reading.required("quote_id", in.quote_id()));
    bill.quote_expires_at = reading.required_time("expires_at", in.expires_at());
    return bill;
}

void write(const SettledBill& bill, const SettlementId& echoed, wire::SettleAnswer& out) {
    write_named(bill, echoed, out);
    out.set_clearing_type(bill.clearing_type);
    out.set_clearing_way(bill.clearing_way);
    out.set_clearing_agency(bill.clearing_agency);
}

SettledBill read(const wire::SettleAnswer& in, const SettlementId& expected, Reading& reading) {
    return read_settled(in, expected, Signs::not_negative, reading);
}

void write(const SettledBill& bill, const SettlementId& echoed, wire::CancelAnswer& out) {
    write_named(bill, echoed, out);
}

SettledBill read(const wire::CancelAnswer& in, const SettlementId& expected, Reading& reading) {
    return read_named(in, expected, Signs::any, reading);
}

int wire_number(ReverseResult result) {
    for (const auto& [ours, theirs] : reverse_results)
        if (ours == result) return theirs;
    return wire::ReverseAnswer::RESULT_UNSPECIFIED;
}

ReverseResult read_reverse_result(int number, Reading& reading) {
    for (const auto& [ours, theirs] : reverse_results)
        if (theirs == number) return ours;
    reading.invalid("result");
    return ReverseResult::not_reversible;
}

int wire_number(State state) {
    for (const auto& [ours, theirs] : states)
        if (ours == state) return theirs;
    return wire::QueryAnswer::STATE_UNSPECIFIED;
}

State read_query_state(int number, Reading& reading) {
    for (const auto& [ours, theirs] : states)
        if (theirs == number) return ours;
    reading.invalid("state");
    return State::unknown;
}

void write(const QueryResult& result, const SettlementId& echoed, wire::QueryAnswer& out) {
    out.set_state(static_cast<wire::QueryAnswer::State>(wire_number(result.state)));
    if (carries_a_bill(result.state) && result.bill) write(*result.bill, echoed, *out.mutable_settlement());
    if (result.state == State::refused && result.refusal) write(*result.refusal, *out.mutable_refusal());
}

QueryResult read(const wire::QueryAnswer& in, const SettlementId& expected, Reading& reading) {
    QueryResult result;
    result.state = read_query_state(in.state(), reading);
    if (carries_a_bill(result.state)) {
        if (!in.has_settlement()) reading.missing("settlement");
        const Reading::Inside inside(reading, "settlement");
        result.bill = read_settled(in.settlement(), expected, Signs::as_the_total, reading);
    }
    if (result.state == State::refused) {
        result.refusal = in.has_refusal() ? read(in.refusal()) : Error{ErrorCode::refused_by_insured_side, {}, {}, {}};
    }
    return result;
}

}  // namespace clearing::yangtze_delta
