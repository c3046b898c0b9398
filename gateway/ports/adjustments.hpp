#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/ports/awaitable.hpp"

#include <map>
#include <vector>

namespace clearing::ports {

/// Platforms whose partner is asked first, and under which name: what a visitor's settlement is adjusted by stands once
/// the insured side has taken it in, and a resident's only as the treatment side tells it (decision 0023).
using AskedFirst = std::map<PlatformName, PeerName>;

/// Changes of what a settlement clears, after its booking (SETTLEMENT §6): posted in the open day with a link to their
/// origin, whatever became of the settlement's own day. When a settlement is cancelled the books take back by
/// themselves what stood of its adjustments, in the cancel's own commit. Errors everywhere: store_unavailable.
class Adjustments {
public:
    virtual ~Adjustments() = default;

    /// The same origin and reason again is answered as it stands. Where the other region is asked first it is an offer
    /// then, and the answer names whom it `awaits`. Errors: settlement_unknown, not_settled (it is not booked, or is a
    /// cancel itself), conflict (origin and reason stand for something else; the treatment side makes it),
    /// clearing_day_closed (the day it names is agreed), and those of check_adjustment.
    virtual awaitable<Result<Adjustment>> post(NewAdjustment adjustment) = 0;
    /// What was posted on the day, cleared with it or not, in the order posted; then cancels of what had cleared.
    virtual awaitable<Result<std::vector<Adjustment>>> of_day(DayKey key) = 0;
    /// What clears by the day's agreement: an adjustment does so on its day, or with its line when that clears later,
    /// never before it (decision 0015). In the order posted; then cancels that clear with their own line. Nothing while
    /// the day is not agreed.
    virtual awaitable<Result<std::vector<Adjustment>>> cleared_on(DayKey key) = 0;
    /// Errors: settlement_unknown.
    virtual awaitable<Result<Adjusted>> adjusted(SettlementNo settlement, Bearer bearer) = 0;
};

}  // namespace clearing::ports
