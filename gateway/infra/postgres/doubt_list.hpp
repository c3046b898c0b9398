#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/doubt_list.hpp"

namespace clearing::postgres {

/// The work about open outcomes, shared by all daemons of the database. Pool and vault outlive it.
class DoubtList final : public ports::DoubtList {
public:
    DoubtList(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}
    awaitable<Result<std::vector<ports::Doubt>>> take_due(ports::DoubtQuery query) override;
    awaitable<Result<void>> asked(ports::Question question) override;
    awaitable<Result<std::vector<ports::Doubt>>> open(std::size_t limit) override;
    awaitable<Result<std::vector<ports::OwedUndoing>>> owed_undoings(PeerName other_side, std::size_t limit) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
