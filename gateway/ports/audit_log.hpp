#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <string>
#include <vector>

namespace clearing::ports {

/// One audit event. `event` is from the closed list in gateway/docs/audit-events.md. No person data.
struct AuditEvent {
    Instant at{};
    std::string event;  ///< "speaker_refused", "day_closed", "certificates_reloaded", …
    std::string actor;  ///< peer or user
    std::string subject;
    std::string detail;
};

class AuditLog {
public:
    virtual ~AuditLog() = default;
    virtual awaitable<Result<void>> record(AuditEvent event) = 0;
    virtual awaitable<Result<std::vector<AuditEvent>>> tail(std::size_t count) = 0;
};

}  // namespace clearing::ports
