#pragma once

#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/domain/claim.hpp"

#include <optional>

namespace clearing::yangtze_delta {

/// Answers about one settlement. What the wire does not carry (person, visit, insurance type) stays empty: the asker
/// knows it. `key.settlement` is the treatment side's id and is echoed; `bill.settlement` is the insured side's own.

void write(const SettledBill& bill, wire::QuoteAnswer& out);
/// No amount may be negative.
SettledBill read(const wire::QuoteAnswer& in, Reading& reading);

void write(const SettledBill& bill, const SettlementId& echoed, wire::SettleAnswer& out);
/// Wrong when the answer is about another settlement than `expected`, or when an amount is negative.
SettledBill read(const wire::SettleAnswer& in, const SettlementId& expected, Reading& reading);

void write(const SettledBill& bill, const SettlementId& echoed, wire::CancelAnswer& out);
SettledBill read(const wire::CancelAnswer& in, const SettlementId& expected, Reading& reading);

/// As the wire's ReverseAnswer.Result and back; `unknown` values are invalid.
int wire_number(ReverseResult result);
ReverseResult read_reverse_result(int number, Reading& reading);

/// As the wire's QueryAnswer.State and back; `unknown` numbers are invalid.
int wire_number(QueryResult::State state);
QueryResult::State read_query_state(int number, Reading& reading);

void write(const QueryResult& result, const SettlementId& echoed, wire::QueryAnswer& out);
/// The bill may be a cancel's: no amount of it may be of another sign than its total.
QueryResult read(const wire::QueryAnswer& in, const SettlementId& expected, Reading& reading);

}  // namespace clearing::yangtze_delta
