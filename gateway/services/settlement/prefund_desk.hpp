#pragma once

#include "gateway/services/settlement/bill_check.hpp"

namespace clearing::settlement {

/// What a visitor's settlement holds of its counterparty's prefund from its intent on (DOMAIN §2): what clears of its
/// last quote, while that stands; the bill's total without one, and where the policy is to refuse, since the fund's
/// part is not known before the other side has booked it. Residents away hold nothing.
PrefundHold hold_of_prefund(const World& world, const SettlementRecord& record, const CheckedClaim& checked);

}  // namespace clearing::settlement
