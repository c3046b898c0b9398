#pragma once

#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/day_store.hpp"

namespace clearing::postgres {

// A day told without holding its lines; its content is fixed already.

DayTotals day_totals(Session& session, const DayKey& key);
std::vector<DayLine> day_lines_after(Session& session, const DayKey& key, const SettlementId& after, std::size_t limit);
std::vector<SettlementKey> day_lines_in(Session& session, const DayKey& key, const ports::CellGroups& cells,
                                        std::size_t limit);

}  // namespace clearing::postgres
