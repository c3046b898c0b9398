#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/statement_details.hpp"

namespace clearing::postgres {

/// Cleared lines with the persons' sealed columns opened. The pool and the vault outlive it.
class StatementDetails final : public ports::StatementDetails {
public:
    StatementDetails(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}

    awaitable<Result<std::vector<DetailLine>>> page(DayKey day, SettlementNo after, std::size_t limit) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
