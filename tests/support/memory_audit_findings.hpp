#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/audit_findings.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// What the database keeps of findings; several daemons share it.
struct MemoryFindings {
    std::vector<AuditFinding> rows;
    std::vector<ports::AuditEvent> audited;
};

/// Findings of audits in memory.
class MemoryAuditFindings final : public ports::AuditFindings {
public:
    explicit MemoryAuditFindings(MemoryBooks& books, ports::AskedFirst asked_first = {})
        : books_(books), asked_first_(std::move(asked_first)), kept_(own_), link_(books) {}
    MemoryAuditFindings(MemoryBooks& books, MemoryFindings& kept, ports::AskedFirst asked_first, MemoryLink& link)
        : books_(books), asked_first_(std::move(asked_first)), kept_(kept), link_(link) {}

    ports::awaitable<Result<std::vector<AuditFinding>>> findings() override;
    ports::awaitable<Result<std::optional<AuditFinding>>> finding(std::string id) override;
    ports::awaitable<Result<void>> write(ports::FindingChange change) override;

private:
    Result<void> write_row(MemoryWrite& write, const ports::FindingChange& change);

    MemoryBooks& books_;
    ports::AskedFirst asked_first_;
    MemoryFindings own_;
    MemoryFindings& kept_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
