#pragma once

#include "gateway/ports/month_books.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// MonthBooks in memory, over the records of the books. Held to month_books_contract.hpp. The books in memory post no
/// vouchers: a test puts its adjustments here.
class MemoryMonthBooks final : public ports::MonthBooks {
public:
    explicit MemoryMonthBooks(MemoryBooks& books) : books_(books) {}

    std::map<MonthKey, std::vector<MonthAdjustment>> posted;

    ports::awaitable<Result<std::vector<MonthKey>>> keys(PlatformName platform, Month month) override;
    ports::awaitable<Result<std::vector<MonthGroup>>> groups(MonthKey key) override;
    ports::awaitable<Result<std::vector<MonthAdjustment>>> adjustments(MonthKey key) override;

private:
    MemoryBooks& books_;
};

}  // namespace clearing::tests
