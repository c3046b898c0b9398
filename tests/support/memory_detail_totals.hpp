#pragma once

#include "gateway/ports/detail_totals.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// Fee lines against settlements in memory. Held to detail_totals_contract.hpp.
class MemoryDetailTotals final : public ports::DetailTotals {
public:
    explicit MemoryDetailTotals(MemoryBooks& books) : books_(books) {}
    ports::awaitable<Result<std::vector<ports::DetailTotal>>> differing(DayKey key) override;

private:
    std::optional<Money> details_of(const SettlementRecord& record) const;

    MemoryBooks& books_;
};

}  // namespace clearing::tests
