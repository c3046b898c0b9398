#pragma once

#include "gateway/domain/detail_line.hpp"
#include "gateway/domain/statement_revision.hpp"
#include "gateway/infra/export/words.hpp"
#include "gateway/infra/json/value.hpp"

#include <vector>

namespace clearing::exports {

/// Amounts are exact texts with two decimals, signs kept. `revision` may be null.
json::Value to_json(const PeriodStatement& statement, const StatementRevision* revision, const Naming& naming);
/// A list's line: id, period, counts, sums, gross, deductions, adjustments, net, control totals.
json::Value summary_of(const PeriodStatement& statement, const Naming& naming);
/// number, reason, who made and released it and when, what changed.
json::Value to_json(const StatementRevision& revision);
/// A detail line, name and card masked.
json::Value to_json(const DetailLine& line);

}  // namespace clearing::exports
