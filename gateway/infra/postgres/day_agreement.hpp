#pragma once

#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/day_store.hpp"

namespace clearing::postgres {

/// Writes a day's agreement under the pair's lock: cleared lines, clearing postings, the statement, the state. The same
/// agreement again changes nothing. Errors: conflict (another statement stands, cells and transfers do not pair, the
/// day was not switched).
Result<void> write_agreement(Session& session, const ports::DayAgreement& agreement);

}  // namespace clearing::postgres
