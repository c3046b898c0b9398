#pragma once

#include "gateway/domain/statement_revision.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// Statements as they were made and released: revisions of each, never changed, never deleted. Every call that changes
/// something writes its audit event in the same commit. Errors everywhere: store_unavailable.
class StatementRevisions {
public:
    virtual ~StatementRevisions() = default;

    /// Ascending by number; empty: none was made of this statement.
    virtual awaitable<Result<std::vector<StatementRevision>>> of(std::string statement) = 0;
    /// A revision, or nothing.
    virtual awaitable<Result<std::optional<StatementRevision>>> find(std::string statement, int number) = 0;

    /// Keeps the next revision. Its number must follow the last one's. Error: conflict (another came in between).
    virtual awaitable<Result<void>> keep(StatementRevision revision, AuditEvent event) = 0;

    /// Releases a revision, once. Errors: not_found; forbidden (the maker does not release); conflict (released
    /// already, or no longer the last one).
    virtual awaitable<Result<StatementRevision>> release(std::string statement, int number, std::string by, Instant at,
                                                         AuditEvent event) = 0;
};

}  // namespace clearing::ports
