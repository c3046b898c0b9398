#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/audit_findings.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// Findings of audits in memory.
class MemoryAuditFindings final : public ports::AuditFindings {
public:
    explicit MemoryAuditFindings(MemoryBooks& books, ports::AskedFirst asked_first = {})
        : books_(books), asked_first_(std::move(asked_first)) {}

    ports::awaitable<Result<std::vector<AuditFinding>>> findings() override;
    ports::awaitable<Result<std::optional<AuditFinding>>> finding(std::string id) override;
    ports::awaitable<Result<void>> write(ports::FindingChange change) override;

    std::vector<ports::AuditEvent> audited;

private:
    Result<void> write_row(MemoryWrite& write, const ports::FindingChange& change);

    MemoryBooks& books_;
    ports::AskedFirst asked_first_;
    std::vector<AuditFinding> findings_;
};

}  // namespace clearing::tests
