#pragma once

#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/ports/day_store.hpp"

namespace clearing::postgres {

/// What the day's lines are made of, inside one transaction that holds the pair's lock alone. After the switch of the
/// day the first call fixes it: what is unresolved is carried out, what was carried out of earlier days and is booked
/// by now is taken in late. An unknown day has no content.
ports::DayContent day_content(Session& session, const DayKey& key, Instant at);

/// What the partner told about its day, in place of what was told or fixed before. Not once the day is agreed.
void keep_told_content(Session& session, const DayKey& key, const std::vector<SettlementKey>& carried,
                       const std::vector<SettlementKey>& late);

/// not_sent records of the day become refused: their message was never sent and the day is over.
void refuse_not_sent(Session& session, const DayKey& key, Instant at);

}  // namespace clearing::postgres
