#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/money.hpp"

#include <cstdint>
#include <vector>

namespace clearing::tests {

/// A stay to be settled: its day and its total.
struct GeneratedStay {
    Date day;
    Money total;
};

/// So many stays over the days of a window that add up to exactly this sum.
struct StayPlan {
    Date first, last;
    std::size_t count = 0;
    Money sum;
    std::vector<GeneratedStay> known = {};  ///< real cases among them
};

/// Amounts spread as hospital bills are (many small, few dear: log-normal), every one its share of the sum to the fen:
/// what the shares leave over is handed out a fen each, so that no record balances the sum. The same for the same seed.
/// Ascending by day.
std::vector<GeneratedStay> generated_stays(const StayPlan& plan, std::uint64_t seed);

}  // namespace clearing::tests
