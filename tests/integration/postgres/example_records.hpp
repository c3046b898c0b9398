#pragma once

#include "gateway/domain/settlement_record.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/ports/message_log.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <string>

namespace clearing::test {

/// 2018-10-16 12:00 in Shanghai.
inline const Instant noon = *parse_local_time("2018-10-16 12:00:00");
inline const ClearingDay first_day = *ClearingDay::parse("2018-10-16");
inline const ClearingDay second_day = first_day.next();
inline const ClearingDay third_day = second_day.next();

/// A visitor from Shanghai on Delta; `name` makes every id of it.
SettlementRecord visitor_record(const std::string& name);
/// A resident treated in Shanghai; the partner's day comes in the envelope.
SettlementRecord resident_record(const std::string& name, ClearingDay day);
/// A visitor whose platform assigns the day when it answers.
SettlementRecord national_record(const std::string& name);
SettlementRecord cancel_of(const SettlementRecord& original, const std::string& name);

/// total 100.00 = hifp 60.00 + hifmi 10.00 + account 5.00 (mutual aid 2.00) + cash 25.00, two fund payments.
PaymentSplit example_split();
SettledBill example_answer(const std::string& their_id);

/// awaiting_answer → booked with the example's answer and postings.
ports::SettlementChange booking_of(const SettlementRecord& record);
ports::SettlementChange move_of(const SettlementRecord& record, SettlementState to);

/// What asks for a settlement, as it came to us, and as we ask the other side for it.
ports::InboundMessage asked_message(const std::string& id);
ports::OutboundMessage our_message(const std::string& id);
/// The booking, with the yes to its asker's message.
ports::SettlementChange booking_with_yes(const SettlementRecord& record, MessageNo asked);

Visit example_visit(const std::string& id);
FeeLine example_line(const std::string& id, std::int64_t fen);

}  // namespace clearing::test
