#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/statement_revisions.hpp"

namespace clearing::postgres {

/// Made and released statements. The pool outlives it. Those who make or release one statement do so one after the
/// other, by a lock of its own.
class StatementRevisions final : public ports::StatementRevisions {
public:
    explicit StatementRevisions(Pool& pool) : pool_(pool) {}

    awaitable<Result<std::vector<StatementRevision>>> of(std::string statement) override;
    awaitable<Result<std::optional<StatementRevision>>> find(std::string statement, int number) override;
    awaitable<Result<void>> keep(StatementRevision revision, ports::AuditEvent event) override;
    awaitable<Result<StatementRevision>> release(std::string statement, int number, std::string by, Instant at,
                                                 ports::AuditEvent event) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
