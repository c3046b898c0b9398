#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/domain/audit_finding.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// One step of a finding, one commit: its row as it shall stand, guarded by the revision it was read with; what is
/// posted for it; the audit event.
struct FindingChange {
    AuditFinding finding;
    bool is_new = false;
    std::optional<NewAdjustment> adjustment;
    AuditEvent audit;
};

/// Findings of audits (DOMAIN §2). Errors everywhere: store_unavailable.
class AuditFindings {
public:
    virtual ~AuditFindings() = default;
    virtual awaitable<Result<std::vector<AuditFinding>>> findings() = 0;  ///< newest first
    virtual awaitable<Result<std::optional<AuditFinding>>> finding(std::string id) = 0;
    /// Errors: conflict (somebody else changed it, or the id exists); those of Adjustments::post.
    virtual awaitable<Result<void>> write(FindingChange change) = 0;
};

}  // namespace clearing::ports
