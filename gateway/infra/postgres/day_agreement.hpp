#pragma once

#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/day_store.hpp"

namespace clearing::postgres {

/// Writes a day's agreement, holding the day's row and not the pair's lock, so that no intent waits for it: what is
/// left out, what comes late, clearing postings, the statement, the state. The same agreement again changes nothing.
/// Errors: conflict (another statement stands, cells and transfers do not pair, the day was not switched).
Result<void> write_agreement(Session& session, const ports::DayAgreement& agreement);

}  // namespace clearing::postgres
