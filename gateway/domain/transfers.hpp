#pragma once

#include "gateway/domain/component_amounts.hpp"

#include <vector>

// For the postings_*.cpp: an entry is its sides, and amounts per component.

namespace clearing {

struct Sides {
    Account debit, credit;
    constexpr Sides swapped() const { return {credit, debit}; }
};

/// A negative amount is the positive one the other way round; zero posts nothing.
inline void append_transfer(std::vector<Transfer>& transfers, Sides sides, Component component, Money amount) {
    if (amount.is_zero()) return;
    if (amount.is_negative()) sides = sides.swapped();
    transfers.push_back({sides.debit, sides.credit, component, amount.abs()});
}

inline std::vector<Transfer> transfers_of(Sides sides, const ComponentAmounts& amounts) {
    std::vector<Transfer> transfers;
    for (const auto& [component, amount] : amounts)
        append_transfer(transfers, sides, component, amount);
    return transfers;
}

}  // namespace clearing
