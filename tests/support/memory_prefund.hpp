#pragma once

#include "tests/support/memory_books.hpp"

#include <functional>
#include <string>

namespace clearing::tests {

/// PrefundBook in memory, on the books whose settlements change the exposure. Held to prefund_book_contract.hpp.
class MemoryPrefundBook final : public ports::PrefundBook {
public:
    explicit MemoryPrefundBook(MemoryBooks& books) : MemoryPrefundBook(books, books) {}
    MemoryPrefundBook(MemoryBooks& books, MemoryLink& link) : books_(books), link_(link) {}

    ports::awaitable<Result<std::vector<ports::PrefundPosition>>> positions() override;
    ports::awaitable<Result<void>> look(PrefundKey key, PrefundMarks marks, Instant at) override;
    ports::awaitable<Result<void>> keep_forecast(PrefundKey key, std::optional<Date> runs_out_on, Instant at) override;
    ports::awaitable<Result<ports::KeptPrefundMovement>> enter(PrefundMovement movement) override;
    ports::awaitable<Result<ports::KeptPrefundMovement>> release(long long movement_no, std::string by,
                                                                 Instant at) override;
    ports::awaitable<Result<std::vector<ports::KeptPrefundMovement>>> movements(std::optional<int> year) override;
    ports::awaitable<Result<std::vector<ports::BookedOnDay>>> booked(PrefundKey key, Date from, Date to) override;
    ports::awaitable<Result<ports::KeptUrgentIncrease>> keep_urgent(ports::UrgentIncrease request) override;
    ports::awaitable<Result<std::vector<ports::KeptUrgentIncrease>>> urgent_increases() override;
    ports::awaitable<Result<std::vector<ports::PrefundDisagreement>>> disagreements() override;

private:
    Result<ports::KeptPrefundMovement> post(MemoryWrite& write, ports::KeptPrefundMovement& kept, std::string by,
                                            Instant at);

    MemoryBooks& books_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
