#pragma once

#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <string>

namespace clearing::postgres {

// What a cancel and its original ask of each other, inside the transaction of one of them.

/// Before a cancel is opened: its original is booked, and stays so until the commit. Errors: already_cancelled,
/// not_settled, and its open outcome's own.
Result<void> check_original_is_booked(Session& session, SettlementNo original);

/// Before a booked settlement is reversed: no cancel of it is under way. Error: cancel_in_doubt with the cancel's id.
Result<void> check_no_cancel_under_way(Session& session, SettlementNo original);

/// Before a booked cancel is reversed (decision 0011): its original's bill is free, its lines are what they were.
/// Errors: already_settled with the id of who has the bill, bill_changed.
Result<void> check_reinstatement(Session& session, SettlementNo original);

/// The original is booked again, takes its lines, and their upload is owed again. After check_reinstatement, with the
/// cancel reversing already.
void reinstate(Session& session, SettlementNo original, const std::string& change_token, Instant at);

}  // namespace clearing::postgres
