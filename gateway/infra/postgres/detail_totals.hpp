#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/detail_totals.hpp"

namespace clearing::postgres {

/// Fee lines against settlements, summed in SQL. The pool outlives it.
class DetailTotals final : public ports::DetailTotals {
public:
    explicit DetailTotals(Pool& pool) : pool_(pool) {}
    awaitable<Result<std::vector<ports::DetailTotal>>> differing(DayKey key) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
