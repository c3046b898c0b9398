#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/audit_log.hpp"

namespace clearing::postgres {

/// Audit events in an append-only table. The pool outlives it.
class AuditLog final : public ports::AuditLog {
public:
    explicit AuditLog(Pool& pool) : pool_(pool) {}
    awaitable<Result<void>> record(ports::AuditEvent event) override;
    /// The last `count`, oldest of them first.
    awaitable<Result<std::vector<ports::AuditEvent>>> tail(std::size_t count) override;

private:
    Pool& pool_;
};

/// For an event that belongs to a fact: in the fact's transaction.
void write_audit_event(Session& session, const ports::AuditEvent& event);

}  // namespace clearing::postgres
