#pragma once

#include "tests/simulation/auditor.hpp"

#include <array>

namespace clearing::simulation {

/// Each adjustment once on either side or on neither, with the same amounts, of the same settlement, on the same day;
/// nothing of it left where its settlement is undone; nothing that was ordered open, and nobody to see it.
void audit_adjustments(const AllBooks& books, std::vector<std::string>& found);

/// What adjustments add to what a direction of the Delta pair owes, by component.
struct AdjustedSums {
    std::array<std::int64_t, component_count> cleared{}, uncleared{};
};
AdjustedSums adjusted_sums(const GatewayBooks& books, Direction direction);

}  // namespace clearing::simulation
