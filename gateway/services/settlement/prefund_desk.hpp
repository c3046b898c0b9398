#pragma once

#include "gateway/services/settlement/bill_check.hpp"

namespace clearing::settlement {

/// What a visitor's settlement holds of its counterparty's prefund from its intent on (DOMAIN §2): what clears of its
/// last quote, while that stands; the bill's total without one, and where the policy is to refuse, since the fund's
/// part is not known before the other side has booked it. Residents away hold nothing. A quote that has to be read for
/// it stays with the claim, which needs it after the answer anyhow.
awaitable<PrefundHold> hold_of_prefund(const World& world, SettlementRecord record, CheckedClaim& checked);

}  // namespace clearing::settlement
