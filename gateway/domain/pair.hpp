#pragma once

#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"

#include <optional>

namespace clearing {

/// Whose days, statements and money: a platform, a counterparty region and a direction.
struct PairKey {
    PlatformName platform;
    DivisionCode counterparty;
    Direction direction{};

    auto operator<=>(const PairKey&) const = default;
};

/// A day, a settlement, a line of a voucher, a notice: each is of one pair.
template <typename T>
concept OfOnePair = requires(const T& of) { PairKey{of.platform, of.counterparty, of.direction}; };

PairKey pair_of(const OfOnePair auto& of) {
    return {of.platform, of.counterparty, of.direction};
}

/// Which pairs are asked for; nothing: all of them.
struct PairFilter {
    std::optional<PlatformName> platform;
    std::optional<DivisionCode> counterparty;
    std::optional<Direction> direction;

    bool takes(const PairKey& pair) const {
        return (!platform || *platform == pair.platform) && (!counterparty || *counterparty == pair.counterparty) &&
               (!direction || *direction == pair.direction);
    }
};

}  // namespace clearing
