#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/code_usage.hpp"

namespace clearing::postgres {

/// The codes of bills, page by page; a page is one look at the books (a single snapshot) and a handful of queries,
/// however many bills it holds. The pool and the vault outlive it. A settlement that is not booked (any more) has the
/// lines of its intent.
class CodeUsage final : public ports::CodeUsage {
public:
    CodeUsage(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}

    awaitable<Result<ports::UsagePage>> settled(Date first, Date last, long long cursor, std::size_t limit) override;
    awaitable<Result<ports::UsagePage>> open_visits(Date since, long long cursor, std::size_t limit) override;
    awaitable<Result<std::optional<ports::BillInUse>>> bill_of(SettlementId settlement) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
