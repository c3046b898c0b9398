#pragma once

#include "gateway/domain/statement.hpp"
#include "gateway/infra/export/csv.hpp"
#include "gateway/infra/export/words.hpp"
#include "gateway/infra/json/value.hpp"

#include <string>

namespace clearing::exports {

/// Amounts are exact texts with two decimals ("1128.60"), signs kept, in every form.
json::Value to_json(const Statement& statement, const Naming& naming);
/// A list's line: id, key, state, sums, whether the books balance; no cells.
json::Value summary_of(const Statement& statement, const Naming& naming);

/// Chinese headers. Tables, separated by empty lines: cells with their sum, trial balance, lines left out, late lines,
/// differences. The last three only when there are any.
std::string to_csv(const Statement& statement, const Naming& naming, CsvOptions options);

/// For people, as the demo prints it.
std::string to_text(const Statement& statement, const Naming& naming);

json::Value to_json(const Difference& difference);
json::Value to_json(const BalanceLine& line);
json::Value to_json(const DayCell& cell);
json::Value to_json(const SettlementKey& key);
json::Value to_json(const PaymentSplit& split);
/// platform, counterparty, direction, day, and the two regions with their names: members of whatever is of a day.
json::Object members_of(const DayKey& key, const Naming& naming);

}  // namespace clearing::exports
