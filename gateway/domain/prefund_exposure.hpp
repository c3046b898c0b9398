#pragma once

#include "gateway/domain/ledger.hpp"
#include "gateway/domain/prefund.hpp"
#include "gateway/domain/settlement_record.hpp"

#include <span>

namespace clearing {

// Live exposure is made of two things, both in the books, so that it can be counted again at any time (its twin in SQL:
// prefund_recomputed): what unresolved settlements hold, and what the ledger says is booked and not yet paid.

/// The reservation of a record as it stands: held while its outcome is open (awaiting, not sent, in doubt, reversing
/// what was never booked), nothing otherwise. A booked one stands in the ledger.
Money reserved_by(const SettlementRecord& record);

/// What transfers add to what is booked and not yet paid: R1 + R2 of visitors, P1 + P2 of residents away.
Money unpaid_change(Direction direction, std::span<const Transfer> transfers);

/// What they add to the prefund itself: PR of visitors (held by us), PA of residents away (placed by us).
Money held_change(Direction direction, std::span<const Transfer> transfers);

}  // namespace clearing
