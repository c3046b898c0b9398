#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/month_books.hpp"

namespace clearing::postgres {

/// The books by month, summed by the server. Pool outlives it.
class MonthBooks final : public ports::MonthBooks {
public:
    explicit MonthBooks(Pool& pool) : pool_(pool) {}
    awaitable<Result<std::vector<MonthKey>>> keys(PlatformName platform, Month month) override;
    awaitable<Result<std::vector<MonthGroup>>> groups(MonthKey key) override;
    awaitable<Result<std::vector<MonthAdjustment>>> adjustments(MonthKey key) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
