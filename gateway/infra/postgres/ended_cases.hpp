#pragma once

#include "gateway/infra/postgres/session.hpp"

namespace clearing::postgres {

// What the end of a case means for its line, and the clearing of a line for its case (ports/difference_cases.hpp). Both
// sides of it write under the day's row: a case that ends while its day is being agreed ends before or after it.

/// Held until the commit. Whoever ends cases of the day takes it first; an agreement holds it alone.
void hold_day_of_cases(Session& session, long long day_no);

// Carry what was left out and has had a case, but has none any more that is not over. Repeating is harmless.
void carry_ended_of_day(Session& session, long long day_no);
void carry_ended_line(Session& session, long long day_no, const SettlementKey& line);
void carry_ended_of_settlement(Session& session, SettlementNo settlement);  ///< whatever day left it out

/// The lines that were cleared late by a day: their cases of earlier days are settled. One that a person has in hand is
/// told by a note, for there may be money to move.
void settle_cleared(Session& session, long long day_no, Instant at);

}  // namespace clearing::postgres
