#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/audit_findings.hpp"

namespace clearing::postgres {

/// The pool outlives it.
class AuditFindings final : public ports::AuditFindings {
public:
    explicit AuditFindings(Pool& pool) : pool_(pool) {}

    awaitable<Result<std::vector<AuditFinding>>> findings() override;
    awaitable<Result<std::optional<AuditFinding>>> finding(std::string id) override;
    awaitable<Result<void>> write(ports::FindingChange change) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
