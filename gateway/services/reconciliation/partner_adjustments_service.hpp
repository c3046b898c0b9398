#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/partner_adjustments.hpp"
#include "gateway/ports/settlement_store.hpp"

namespace clearing::reconciliation {

/// The insured side of an adjustment (decision 0023): what the treatment side tells is posted as the mirror of its
/// voucher, by the same checks, under its origin with the partner's region in front, so that it is never mistaken for
/// one of ours.
class PartnerAdjustmentsService final : public ports::PartnerAdjustments {
public:
    PartnerAdjustmentsService(const ports::OtherSides& other_sides, ports::Adjustments& adjustments,
                              ports::SettlementStore& settlements, ports::Clock& clock)
        : other_sides_(other_sides), adjustments_(adjustments), settlements_(settlements), clock_(clock) {}

    /// unknown_transaction, too: with this platform adjustments are entered by hand.
    ports::awaitable<Result<ClearingDay>> take(ports::ToldAdjustment told) override;

private:
    const ports::OtherSides& other_sides_;
    ports::Adjustments& adjustments_;
    ports::SettlementStore& settlements_;
    ports::Clock& clock_;
};

}  // namespace clearing::reconciliation
