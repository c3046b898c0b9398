#include "gateway/domain/component_amounts.hpp"

#include <algorithm>

namespace clearing {
namespace {

__extension__ using Wide = __int128;

}  // namespace

Money sum_of(const ComponentAmounts& amounts) {
    Money sum;
    for (const auto& [component, amount] : amounts)
        sum += amount;
    return sum;
}

ComponentAmounts negated(ComponentAmounts amounts) {
    for (auto& [component, amount] : amounts)
        amount = -amount;
    return amounts;
}

ComponentAmounts amounts_of(const PaymentSplit& split, const ClearingFormula& formula) {
    ComponentAmounts amounts;
    for (Component component : formula.components)
        if (const Money amount = amount_of(split, component); !amount.is_zero()) amounts[component] = amount;
    return amounts;
}

ComponentAmounts funds_in(const ComponentAmounts& amounts) {
    ComponentAmounts funds = amounts;
    funds.erase(Component::acct);
    funds.erase(Component::mulaid);
    return funds;
}

Money proportion_of(Money part, Money cell, Money whole) {
    if (whole.is_zero()) return {};
    // The quotient is no larger than the cell, for the part is no larger than the whole.
    return Money::from_fen(static_cast<std::int64_t>(static_cast<Wide>(part.fen()) * cell.fen() / whole.fen()));
}

}  // namespace clearing
