#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/ports/awaitable.hpp"

#include <string>

namespace clearing::ports {

/// What the treatment side tells of a settlement of ours that was treated there.
struct ToldAdjustment {
    PlatformName platform;
    DivisionCode partner;  ///< the region that tells it
    PeerName peer;
    SettlementKey settlement;
    AdjustmentReason reason{};
    Bearer bearer = Bearer::hospital;
    ComponentAmounts amounts;  ///< positive
    std::string origin;        ///< the partner's
    ClearingDay day;           ///< assigned by the partner
};

/// The insured side's part of an adjustment (decision 0023): what adapters/yangtze_delta's server calls.
class PartnerAdjustments {
public:
    virtual ~PartnerAdjustments() = default;
    /// Posts the mirror voucher on the day that is named, once for life; the day it stands on. Errors:
    /// settlement_unknown, not_settled, day_not_begun (a day after today), clearing_day_closed (agreed), conflict
    /// (origin and reason stand for something else), those of check_adjustment, store_unavailable.
    virtual awaitable<Result<ClearingDay>> take(ToldAdjustment told) = 0;
};

}  // namespace clearing::ports
