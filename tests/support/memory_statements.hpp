#pragma once

#include "gateway/ports/statement_additions.hpp"
#include "gateway/ports/statement_details.hpp"
#include "gateway/ports/statement_revisions.hpp"
#include "tests/support/memory_books.hpp"
#include "tests/support/memory_message_log.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// StatementDetails over the books in memory. Held to statement_contract.hpp, as the next.
class MemoryStatementDetails final : public ports::StatementDetails {
public:
    explicit MemoryStatementDetails(MemoryBooks& books) : books_(books) {}
    ports::awaitable<Result<std::vector<DetailLine>>> page(DayKey day, SettlementNo after, std::size_t limit) override;

private:
    MemoryBooks& books_;
};

/// StatementRevisions in memory. Audit events go to the log it is given.
class MemoryStatementRevisions final : public ports::StatementRevisions {
public:
    explicit MemoryStatementRevisions(MemoryAuditLog& audit) : audit_(audit) {}

    ports::awaitable<Result<std::vector<StatementRevision>>> of(std::string statement) override;
    ports::awaitable<Result<std::optional<StatementRevision>>> find(std::string statement, int number) override;
    ports::awaitable<Result<void>> keep(StatementRevision revision, ports::AuditEvent event) override;
    ports::awaitable<Result<StatementRevision>> release(std::string statement, int number, std::string by, Instant at,
                                                        ports::AuditEvent event) override;

    std::map<std::string, std::vector<StatementRevision>> kept;

private:
    MemoryAuditLog& audit_;
};

/// Additions a test puts there.
class ListedAdditions final : public ports::StatementAdditions {
public:
    struct Row {
        PairKey pair;
        StatementAddition addition;
    };
    ports::awaitable<Result<std::vector<StatementAddition>>> of(PairKey pair, Period period) override;

    std::vector<Row> rows;
};

}  // namespace clearing::tests
