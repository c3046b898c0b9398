#pragma once

#include "gateway/domain/period_statement.hpp"
#include "gateway/infra/export/words.hpp"

#include <string>

namespace clearing::exports {

/// ISO 20022 camt.053.001.08: the account of what is cleared and not paid with one counterparty (R2 of visitors, P2 of
/// residents away), as the insured side owes it to the treatment side, seen by us: CRDT is owed to us. Balances OPBD
/// and CLBD, an entry per day, component and side, with their totals; opening + credits − debits = closing. Each
/// revision is a message of its own; `revision`: 0 when none is kept yet.
std::string to_camt053(const PeriodStatement& statement, int revision, const Naming& naming);

}  // namespace clearing::exports
