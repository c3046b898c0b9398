#pragma once

#include "tests/support/memory_difference_cases.hpp"

namespace clearing::tests {

// The twins of gateway/infra/postgres/ended_cases.hpp: what the end of a case means for its line, and the clearing of a
// line for its case. Books whose cases nobody keeps have none.

/// Carries what the day left out and has had a case, but has none any more that is not over.
void carry_ended_of_day(MemoryBooks& books, MemoryWrite& write, const DayKey& day);
void carry_ended_line(MemoryBooks& books, MemoryWrite& write, const DayKey& day, const SettlementKey& line);
/// Whatever day left it out.
void carry_ended_of_settlement(MemoryBooks& books, MemoryWrite& write, SettlementNo settlement);

/// The lines that were cleared late by a day: their cases of earlier days are settled, or told to whoever has them in
/// hand.
void settle_cleared(MemoryBooks& books, MemoryWrite& write, const DayKey& day, Instant at);

}  // namespace clearing::tests
