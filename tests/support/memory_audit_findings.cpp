#include "tests/support/memory_audit_findings.hpp"

#include "tests/support/memory_vouchers.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;

awaitable<Result<std::vector<AuditFinding>>> MemoryAuditFindings::findings() {
    auto work = [this]() -> Result<std::vector<AuditFinding>> {
        return std::vector<AuditFinding>(kept_.rows.rbegin(), kept_.rows.rend());
    };
    co_return co_await link_.read("finding.findings", work);
}

awaitable<Result<std::optional<AuditFinding>>> MemoryAuditFindings::finding(std::string id) {
    auto work = [&]() -> Result<std::optional<AuditFinding>> {
        const auto found = std::ranges::find(kept_.rows, id, &AuditFinding::id);
        if (found == kept_.rows.end()) return std::nullopt;
        return *found;
    };
    co_return co_await link_.read("finding.finding", work);
}

Result<void> MemoryAuditFindings::write_row(MemoryWrite& write, const ports::FindingChange& change) {
    const AuditFinding& wanted = change.finding;
    const auto found = std::ranges::find(kept_.rows, wanted.id, &AuditFinding::id);
    const bool fits =
        change.is_new ? found == kept_.rows.end() : found != kept_.rows.end() && found->revision == wanted.revision;
    if (!fits) return fail(ErrorCode::conflict, "somebody else has changed it meanwhile, or it exists already");
    if (!wanted.accepted.by.empty()) {
        if (wanted.accepted.by == wanted.proposed.by) return refused_by_the_table("finding_accepted_by_another");
        if (wanted.its_class != FindingClass::deduct) return refused_by_the_table("finding_accepted_to_deduct");
        if (wanted.notified.by.empty()) return refused_by_the_table("finding_accepted_once_notified");
    }
    if (change.is_new) {
        write.append(kept_.rows, wanted);
        return {};
    }
    AuditFinding& kept = write.changed(*found);
    kept = wanted;
    ++kept.revision;
    return {};
}

awaitable<Result<void>> MemoryAuditFindings::write(ports::FindingChange change) {
    auto work = [&](MemoryWrite& writing) -> Result<void> {
        if (change.adjustment)
            if (const auto posted = post_adjustment(books_, writing, *change.adjustment, asked_first_); !posted)
                return fail(posted.error());
        if (auto written = write_row(writing, change); !written) return written;
        writing.append(kept_.audited, change.audit);
        return {};
    };
    co_return co_await link_.write("finding.write", work);
}

}  // namespace clearing::tests
