#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/prefund_book.hpp"

namespace clearing::postgres {

/// Prefunds on PostgreSQL. The pool outlives it. The exposure itself is written by the settlements' own transactions
/// (prefund_rows.hpp).
class PrefundBook final : public ports::PrefundBook {
public:
    PrefundBook(Pool& pool, Pool& long_work) : pool_(pool), long_work_(long_work) {}
    explicit PrefundBook(Pool& pool) : PrefundBook(pool, pool) {}

    awaitable<Result<std::vector<ports::PrefundPosition>>> positions() override;
    awaitable<Result<void>> look(PrefundKey key, PrefundMarks marks, Instant at) override;
    awaitable<Result<void>> keep_forecast(PrefundKey key, std::optional<Date> runs_out_on, Instant at) override;
    awaitable<Result<ports::KeptPrefundMovement>> enter(PrefundMovement movement) override;
    awaitable<Result<ports::KeptPrefundMovement>> release(long long movement_no, std::string by, Instant at) override;
    awaitable<Result<std::vector<ports::KeptPrefundMovement>>> movements(std::optional<int> year) override;
    awaitable<Result<std::vector<ports::BookedOnDay>>> booked(PrefundKey key, Date from, Date to) override;
    awaitable<Result<ports::KeptUrgentIncrease>> keep_urgent(ports::UrgentIncrease request) override;
    awaitable<Result<std::vector<ports::KeptUrgentIncrease>>> urgent_increases() override;
    awaitable<Result<std::vector<ports::PrefundDisagreement>>> disagreements() override;

private:
    awaitable<Result<void>> begin(PrefundKey key);

    Pool& pool_;
    Pool& long_work_;  ///< for sums over all that was ever posted
};

}  // namespace clearing::postgres
