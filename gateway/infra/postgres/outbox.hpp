#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/outbox.hpp"

namespace clearing::postgres {

/// The queue of fee lines to forward. Its rows are written by SettlementStore::apply. Pool and vault outlive it.
class Outbox final : public ports::Outbox {
public:
    Outbox(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}
    awaitable<Result<std::vector<ports::FeeBatch>>> take_due(ports::OutboxQuery query) override;
    awaitable<Result<void>> done(std::vector<long long> batches, Instant at) override;
    awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) override;
    awaitable<Result<void>> park(long long no, std::string reason, std::string alarm, Instant at) override;
    awaitable<Result<long long>> resume(std::optional<long long> no, PeerName peer, std::string actor,
                                        Instant at) override;
    awaitable<Result<void>> set_forwarding(ports::ForwardingSwitch wanted) override;
    awaitable<Result<std::vector<ports::ForwardingSwitch>>> switches() override;
    awaitable<Result<std::vector<ports::OutboxItem>>> list(std::optional<ports::OutboxState> state,
                                                           std::size_t limit) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
