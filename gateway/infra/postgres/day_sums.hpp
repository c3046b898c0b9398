#pragma once

#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/day_store.hpp"

#include <vector>

namespace clearing::postgres {

/// A day without its lines, counted by the database. Its content is fixed when it is over (day_content.hpp).
ports::DaySums day_sums(Session& session, const DayKey& key, const std::vector<SettlementKey>& left_out);

/// Debits and credits per account and component of the day's postings; ascending.
std::vector<BalanceLine> day_balances(Session& session, const DayKey& key);

}  // namespace clearing::postgres
