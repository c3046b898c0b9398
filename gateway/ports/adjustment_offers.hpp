#pragma once

#include "gateway/domain/adjustment_offer.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/outbox.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// Adjustments that wait for the other region's answer: made by Adjustments::post and AuditFindings::write, shared by
/// all daemons of one database, never discarded. Errors everywhere: store_unavailable.
class AdjustmentOffers {
public:
    virtual ~AdjustmentOffers() = default;

    /// The longest waiting one for the peer that is due and nobody's, never before an earlier one of the same
    /// settlement has its answer. Nothing while the peer's forwarding is switched off (Outbox).
    virtual awaitable<Result<std::optional<AdjustmentOffer>>> take_due(OutboxQuery query) = 0;
    /// Those of the day whose answer is not known, in the order made, whoever has taken them.
    virtual awaitable<Result<std::vector<AdjustmentOffer>>> unanswered(DayKey day) = 0;

    /// It stands there on `day`: it is posted here on the same day. Where the settlement was cancelled meanwhile it is
    /// taken back in the same commit, as it is there. Repeating is harmless. Errors: not_found, conflict (withdrawn),
    /// clearing_day_closed (the day is agreed), not_settled (it is neither booked nor cancelled).
    virtual awaitable<Result<Adjustment>> accepted(long long no, ClearingDay day, Instant at) = 0;
    /// `reason` is an error's stable code.
    virtual awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) = 0;
    /// No more tries of its own accord; the alarm is raised in the same commit. `is_refused`: it was told no.
    virtual awaitable<Result<void>> park(long long no, bool is_refused, std::string reason, std::string alarm,
                                         Instant at) = 0;

    /// A parked one is asked for again, from now; one that was refused on the day open now, and as another message, as
    /// is one whose message was taken for another (different_content). Audited. Errors: not_found, conflict (it is not
    /// parked); those of check_adjustment and not_settled, where it was refused.
    virtual awaitable<Result<AdjustmentOffer>> resume(long long no, std::string actor, Instant at) = 0;
    /// A refused one is given up. Audited. Errors: not_found, conflict (it is not parked, or not surely refused).
    virtual awaitable<Result<AdjustmentOffer>> withdraw(long long no, std::string actor, Instant at) = 0;

    /// Newest first.
    virtual awaitable<Result<std::vector<AdjustmentOffer>>> list(std::optional<OfferState> state,
                                                                 std::size_t limit) = 0;
};

}  // namespace clearing::ports
