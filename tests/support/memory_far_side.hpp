#pragma once

#include "gateway/ports/far_side.hpp"
#include "tests/support/memory_books.hpp"
#include "tests/support/memory_doubt_list.hpp"

namespace clearing::tests {

/// FarSideStore in memory. Held to far_side_contract.hpp.
class MemoryFarSide final : public ports::FarSideStore {
public:
    MemoryFarSide(MemoryBooks& books, MemoryDoubts& doubts) : MemoryFarSide(books, doubts, books) {}
    MemoryFarSide(MemoryBooks& books, MemoryDoubts& doubts, MemoryLink& link)
        : books_(books), doubts_(doubts), link_(link) {}

    ports::awaitable<Result<void>> carry_on(DayKey key, std::vector<SettlementKey> lines) override;
    ports::awaitable<Result<std::vector<ports::FoundThere>>> name_found(PlatformName platform,
                                                                        std::vector<ports::FoundThere> found,
                                                                        Instant at) override;

private:
    MemoryBooks& books_;
    MemoryDoubts& doubts_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
