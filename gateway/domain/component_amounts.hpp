#pragma once

#include "gateway/domain/ledger.hpp"
#include "gateway/domain/result.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace clearing {

/// Money per component; zero amounts are left out.
using ComponentAmounts = std::map<Component, Money>;

Money sum_of(const ComponentAmounts& amounts);
ComponentAmounts negated(ComponentAmounts amounts);

/// What the formula clears of a split, by component.
ComponentAmounts amounts_of(const PaymentSplit& split, const ClearingFormula& formula);

/// A part of the funds alone: account and mutual aid belong to the person and are only taken back by name.
ComponentAmounts funds_in(const ComponentAmounts& amounts);

/// `part` shared out over `whole` in proportion, odd fen to the largest (SETTLEMENT §6). `whole` may hold cells of
/// either sign as long as `part` lies between nothing and their sum. Keys are whatever the cells are told apart by.
/// Error: invalid_value (the part is more than the whole, or of the other sign).
template <class Key>
Result<std::map<Key, Money>> shared_out(Money part, const std::map<Key, Money>& whole);

/// part × cell ÷ whole, cut towards zero; exact whatever the size.
Money proportion_of(Money part, Money cell, Money whole);

template <class Key>
Result<std::map<Key, Money>> shared_out(Money part, const std::map<Key, Money>& whole) {
    Money sum;
    for (const auto& [key, cell] : whole)
        sum += cell;
    const bool fits = sum.is_negative() ? !(part < sum || part > Money()) : !(part > sum || part.is_negative());
    if (!fits)
        return fail(ErrorCode::invalid_value, part.to_yuan() + " is more than the " + sum.to_yuan() + " there is");
    std::map<Key, Money> shares;
    if (part.is_zero()) return shares;
    Money rest = part;
    std::vector<Key> of_the_sums_sign;
    for (const auto& [key, cell] : whole) {
        shares[key] = proportion_of(part, cell, sum);
        rest -= shares[key];
        if (cell.is_negative() == sum.is_negative()) of_the_sums_sign.push_back(key);
    }
    // The odd fen are the largest's; where they are more than it holds, the next one's.
    std::ranges::sort(of_the_sums_sign, [&](const Key& left, const Key& right) {
        return std::pair(-whole.at(left).abs(), left) < std::pair(-whole.at(right).abs(), right);
    });
    for (const Key& key : of_the_sums_sign) {
        const Money least = std::min(Money(), whole.at(key));
        const Money most = std::max(Money(), whole.at(key));
        const Money before = shares[key];
        shares[key] = std::clamp(before + rest, least, most);
        rest -= shares[key] - before;
    }
    std::erase_if(shares, [](const auto& share) { return share.second.is_zero(); });
    return shares;
}

}  // namespace clearing
