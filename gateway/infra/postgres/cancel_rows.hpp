#pragma once

#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <string>

namespace clearing::postgres {

// The original of a booked cancel that is being reversed, inside the transaction of the cancel (decision 0011).

/// Before a booked cancel is reversed (decision 0011): its original's bill is free, its lines are what they were.
/// Errors: already_settled with the id of who has the bill, bill_changed.
Result<void> check_reinstatement(Session& session, SettlementNo original);

/// The original is booked again, takes its lines, and their upload is owed again. After check_reinstatement, with the
/// cancel reversing already.
void reinstate(Session& session, SettlementNo original, const std::string& change_token, Instant at);

}  // namespace clearing::postgres
