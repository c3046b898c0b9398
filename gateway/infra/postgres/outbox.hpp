#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/outbox.hpp"

namespace clearing::postgres {

/// The queue of fee lines to forward. Its rows are written by SettlementStore::apply. Pool and vault outlive it.
class Outbox final : public ports::Outbox {
public:
    Outbox(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}
    awaitable<Result<std::optional<ports::FeeBatch>>> next_due(Instant now) override;
    awaitable<Result<void>> done(long long no, Instant at) override;
    awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
