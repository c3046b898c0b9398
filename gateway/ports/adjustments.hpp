#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/ports/awaitable.hpp"

#include <vector>

namespace clearing::ports {

/// Changes of what a settlement clears, after its booking (SETTLEMENT §6): posted in the open day with a link to their
/// origin, whatever became of the settlement's own day. When a settlement is cancelled the books take back by
/// themselves what stood of its adjustments, in the cancel's own commit. Errors everywhere: store_unavailable.
class Adjustments {
public:
    virtual ~Adjustments() = default;

    /// The same origin and reason again is answered as it stands. Errors: settlement_unknown, not_settled (it is not
    /// booked, or is a cancel itself), conflict (origin and reason stand for something else), and those of
    /// check_adjustment.
    virtual awaitable<Result<Adjustment>> post(NewAdjustment adjustment) = 0;
    /// What the day's statement lists, in the order posted; then cancels of what had cleared.
    virtual awaitable<Result<std::vector<Adjustment>>> of_day(DayKey key) = 0;
    /// Errors: settlement_unknown.
    virtual awaitable<Result<Adjusted>> adjusted(SettlementNo settlement, Bearer bearer) = 0;
};

}  // namespace clearing::ports
