#pragma once

#include "gateway/domain/component_amounts.hpp"

#include <vector>

namespace clearing {

// Postings of money that pays what has cleared (SETTLEMENT §6). Amounts per component; of a cell that is owed the other
// way they are negative and post the other way round.

/// Matched with a notice: Dr T / Cr R2 for visitors, Dr P2 / Cr T for residents away. An under-payment posts what came;
/// the rest stays where it is. Bounced: of the negated amounts.
std::vector<Transfer> postings_of_payment(Direction direction, const ComponentAmounts& amounts);

/// Money without a matching notice, or more than the notice asks for: Dr T / Cr CF, unallocated. Only of what arrives:
/// a payment of ours is never more than what is owed.
std::vector<Transfer> postings_of_unallocated(Money amount);

/// Matched later (and paid by component then), sent back because nobody here is owed it, or its arrival bounced:
/// Dr CF / Cr T unallocated.
std::vector<Transfer> postings_of_unallocated_returned(Money amount);

/// Told by the bureau: Dr H / Cr T.
std::vector<Transfer> postings_of_hospital_paid(const ComponentAmounts& amounts);
/// It came back: the opposite.
std::vector<Transfer> postings_of_hospital_paid_back(const ComponentAmounts& amounts);

}  // namespace clearing
