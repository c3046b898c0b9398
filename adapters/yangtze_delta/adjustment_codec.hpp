#pragma once

#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/adjustment_offer.hpp"

namespace clearing::yangtze_delta {

/// What a request says of an adjustment, as the insured side judges it. The day is in the envelope.
struct ReadAdjustment {
    SettlementKey settlement;
    DivisionCode insured_division;
    AdjustmentReason reason{};
    Bearer bearer{};
    ComponentAmounts amounts;
    std::string origin;
};

/// The offer's own reason must be one that travels: a deduction, a dispute, or what withdraws them.
void write(const AdjustmentOffer& offer, wire::AdjustmentRequest& out);
/// Wrong where an amount is not above nothing, a component is unknown or there twice; too long beyond 10 amounts or
/// an origin of 100 bytes.
ReadAdjustment read(const wire::AdjustmentRequest& in, Reading& reading);

void write(ClearingDay day, wire::AdjustmentAnswer& out);
ClearingDay read(const wire::AdjustmentAnswer& in, Reading& reading);

}  // namespace clearing::yangtze_delta
