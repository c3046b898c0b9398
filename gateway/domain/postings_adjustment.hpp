#pragma once

#include "gateway/domain/component_amounts.hpp"

#include <optional>
#include <vector>

namespace clearing {

// Postings after a booking that change what is owed (SETTLEMENT §6): deductions from audit, their withdrawal, disputes.
// Amounts are positive and per component.

/// What an audit takes back: the components it names, else the funds in proportion, odd fen to the largest. `owed` is
/// what the settlement still clears. Error: invalid_value (more than is owed, nothing, or negative).
Result<ComponentAmounts> deduction_of(Money amount, const ComponentAmounts& owed);
Result<ComponentAmounts> deduction_of(const ComponentAmounts& named, const ComponentAmounts& owed);

/// Dr H / Cr R1 for visitors, Dr P1 / Cr B for residents away.
std::vector<Transfer> postings_of_deduction(Direction direction, const ComponentAmounts& amounts);

/// Withdrawn, or its settlement cancelled afterwards: the opposite, so that cancel and this together are nothing.
std::vector<Transfer> postings_of_withdrawn_deduction(Direction direction, const ComponentAmounts& amounts);

/// Who bears what the insured region does not pay.
enum class Bearer : std::uint8_t {
    hospital,   ///< its claim shrinks: H
    suspended,  ///< nobody yet: X
};
std::string_view name_of(Bearer bearer);
std::optional<Bearer> bearer_named(std::string_view name);

/// The region accepts the amount less: Dr H or X / Cr R1 for visitors, Dr P1 / Cr B for residents away.
std::vector<Transfer> postings_of_lost_dispute(Direction direction, const ComponentAmounts& amounts, Bearer bearer);

/// Lost first and won afterwards: the opposite of what was posted then.
std::vector<Transfer> postings_of_won_dispute(Direction direction, const ComponentAmounts& amounts, Bearer bearer);

}  // namespace clearing
