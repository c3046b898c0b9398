#pragma once

#include "gateway/domain/component_amounts.hpp"

#include <vector>

namespace clearing {

// Postings of the revolving capital beside the clearing (SETTLEMENT §6, DOMAIN §2 prefund). A settlement never draws it
// down: "used" posts nothing. Direction visitor: a prefund that we hold (PR); resident away: one that we have placed
// (PA). Amounts are positive.

/// First, annual or urgent raise. Received: Dr T / Cr PR; paid: Dr PA / Cr T.
std::vector<Transfer> postings_of_prefund_raised(Direction direction, Money amount);

/// Lowered or returned, or taken for an offset (bank_payment.hpp): the opposite.
std::vector<Transfer> postings_of_prefund_lowered(Direction direction, Money amount);

}  // namespace clearing
