#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/audit_findings.hpp"

#include <utility>

namespace clearing::postgres {

/// The pool outlives it.
class AuditFindings final : public ports::AuditFindings {
public:
    explicit AuditFindings(Pool& pool, ports::AskedFirst asked_first = {})
        : pool_(pool), asked_first_(std::move(asked_first)) {}

    awaitable<Result<std::vector<AuditFinding>>> findings() override;
    awaitable<Result<std::optional<AuditFinding>>> finding(std::string id) override;
    awaitable<Result<void>> write(ports::FindingChange change) override;

private:
    Pool& pool_;
    ports::AskedFirst asked_first_;
};

}  // namespace clearing::postgres
