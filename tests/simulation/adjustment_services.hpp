#pragma once

#include "gateway/ports/adjustment_offers.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/services/audit/finding_service.hpp"
#include "gateway/services/reconciliation/adjustment_teller.hpp"
#include "gateway/services/reconciliation/partner_adjustments_service.hpp"
#include "tests/simulation/gateway_books.hpp"
#include "tests/simulation/sabotage.hpp"
#include "tests/support/memory_adjustment_offers.hpp"
#include "tests/support/memory_audit_findings.hpp"
#include "tests/support/memory_vouchers.hpp"

#include <functional>
#include <memory>
#include <string>

namespace clearing::simulation {

/// What a person orders at the console.
struct AdjustmentOrder {
    enum class Kind : std::uint8_t { propose, notify, accept, withdraw, dispute, resume_offer, give_up_offer };
    Kind kind{};
    std::string person;
    std::string origin;        ///< of a finding: its number
    NewAdjustment adjustment;  ///< of a finding: settlement and amounts
    SettlementId settlement;
    long long offer = 0;
};

/// A daemon's services of adjustments on simulated clock, network and disk; they die with it.
class AdjustmentServices {
public:
    AdjustmentServices(GatewayBooks& books, tests::MemoryLink& link, ports::Clock& clock,
                       const ports::OtherSides& other_sides, ports::SettlementStore& settlements,
                       reconciliation::TellerRules rules, Sabotage sabotage);

    ports::Adjustments& adjustments() { return adjustments_in_use_; }
    reconciliation::AdjustmentTeller& teller() { return teller_; }
    ports::PartnerAdjustments& partner() { return partner_; }
    ports::awaitable<Result<void>> carry_out(AdjustmentOrder order);

private:
    ports::awaitable<Result<void>> advance(const AdjustmentOrder& order, FindingStep step);

    ports::Clock& clock_;
    tests::MemoryAdjustments adjustments_;
    tests::MemoryAdjustmentOffers offers_;
    tests::MemoryAuditFindings findings_;
    std::unique_ptr<ports::Adjustments> broken_adjustments_;
    std::unique_ptr<ports::AdjustmentOffers> broken_offers_;
    ports::Adjustments& adjustments_in_use_;
    ports::AdjustmentOffers& offers_in_use_;
    audit::FindingService finding_service_;
    reconciliation::AdjustmentTeller teller_;
    reconciliation::PartnerAdjustmentsService partner_;
};

}  // namespace clearing::simulation
