#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/ledger_proof.hpp"

namespace clearing::postgres {

/// Asks the database's own function. The pool outlives it.
class LedgerProof final : public ports::LedgerProof {
public:
    explicit LedgerProof(Pool& pool) : pool_(pool) {}
    awaitable<Result<std::vector<ports::BrokenLaw>>> prove(ClearingDay day) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
