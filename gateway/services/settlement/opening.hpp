#pragma once

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/outcome.hpp"

#include <optional>

namespace clearing::settlement {

// What a settlement and a cancel have in common until they exist.

/// The record a message asks for: awaiting its answer, under our ids.
SettlementRecord new_record(const World& world, const Call& call, SettlementKind kind);

/// What a cancel has of its original, whoever asks for it and under whatever ids.
void take_over_from_original(SettlementRecord& cancel, const SettlementRecord& original);

/// The record found for this message again. Error: different_content (SETTLEMENT §1).
Result<std::optional<SettlementRecord>> if_of_the_same(const Call& call, SettlementKind kind,
                                                       std::optional<SettlementRecord> found);

/// A partner's day is taken as told, but never later than our today (SETTLEMENT §3). Whether it is over the store says
/// when the record is opened.
Result<void> check_partner_day(const World& world, const Call& call);

/// Another record has what this one wants.
Error taken_error(const SettlementRecord& other);

/// Told no before it was opened: a final no is written down, so that the message stays refused; a message that met a
/// GW2 may come again.
awaitable<Result<SettledBill>> refuse(const World& world, SettlementRecord record, Error error);

/// A message that was not sent and is told no when it comes again is refused for good: it must not be sent after all.
awaitable<Result<SettledBill>> refuse_resent(const World& world, SettlementRecord record, Error error);

}  // namespace clearing::settlement
