#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/far_side.hpp"

namespace clearing::postgres {

/// What a comparison of three parties changes in the books. Pool outlives it.
class FarSideStore final : public ports::FarSideStore {
public:
    explicit FarSideStore(Pool& pool) : pool_(pool) {}
    awaitable<Result<void>> carry_on(DayKey key, std::vector<SettlementKey> lines) override;
    awaitable<Result<std::vector<ports::FoundThere>>> name_found(PlatformName platform,
                                                                 std::vector<ports::FoundThere> found,
                                                                 Instant at) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
