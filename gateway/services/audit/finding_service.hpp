#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/audit_findings.hpp"
#include "gateway/ports/clock.hpp"

#include <optional>
#include <string>

namespace clearing::audit {

/// What an auditor writes down.
struct Proposal {
    std::string id;  ///< the audit's own number
    SettlementNo settlement;
    SettlementId settlement_id;
    FindingClass its_class{};
    std::optional<Money> amount;  ///< shared out over the funds; or
    ComponentAmounts named;       ///< by component
    std::string reason;
};

/// Findings from the proposal to the deduction (DOMAIN §2): proposed, notified, accepted by another person, which posts
/// it; withdrawn, which posts it back. Errors everywhere: store_unavailable; conflict where somebody else acted
/// meanwhile.
class FindingService {
public:
    FindingService(ports::AuditFindings& findings, ports::Adjustments& adjustments, ports::Clock& clock)
        : findings_(findings), adjustments_(adjustments), clock_(clock) {}

    /// Errors: invalid_value (no id), settlement_unknown, those of deduction_of, conflict (the id exists).
    ports::awaitable<Result<AuditFinding>> propose(Proposal proposal, std::string by);
    /// Errors: not_found; those of `advanced` and of Adjustments::post.
    ports::awaitable<Result<AuditFinding>> advance(std::string id, FindingStep step, std::string by);

private:
    ports::AuditFindings& findings_;
    ports::Adjustments& adjustments_;
    ports::Clock& clock_;
};

}  // namespace clearing::audit
