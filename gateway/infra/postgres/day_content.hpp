#pragma once

#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/ports/day_store.hpp"

namespace clearing::postgres {

/// A day as its lines are asked for.
struct DayHead {
    long long day_no = 0;  ///< 0: nobody has it
    bool is_over = false;
    bool is_fixed = false;
    long long content_revision = 0;  ///< raised by every change of a fixed day's lines
};
DayHead head_of(Session& session, const DayKey& key);

/// After the switch of the day the first call fixes which lines it has: what is unresolved is carried out, what was
/// carried out of earlier days and is booked by now is taken in late. Milliseconds, under the pair's lock alone;
/// nothing is done when it is not needed.
void fix_content(Session& session, const DayKey& key, Instant at);

/// What the day's lines are made of; of a day that is over they are fixed already, so no lock is held meanwhile. An
/// unknown day has no content.
ports::DayContent day_content(Session& session, const DayKey& key);

/// What the partner told about its day, in place of what was told or fixed before. Not once the day is agreed.
void keep_told_content(Session& session, const DayKey& key, const std::vector<SettlementKey>& carried,
                       const std::vector<SettlementKey>& late);

/// What was not sent by the end of its day is refused: its message was never sent, and who asked may ask under a new
/// one (national: of what was opened before that midnight, for it has no day yet). A cancel of our own, which nobody
/// else would ask for again, moves to the pair's open day instead.
void end_not_sent(Session& session, const DayKey& key, Instant at);

/// What own_day_lines takes; the first five of day_lines, too.
Arguments arguments_of(const DayKey& key, const DayHead& head);
/// What day_lines takes. Of a day that is over and not fixed yet: what it would be fixed with.
Arguments whole_day(Session& session, const DayKey& key);
std::vector<ports::CarriedRecord> carried_records(Session& session, const DayKey& key, const DayHead& head);

}  // namespace clearing::postgres
