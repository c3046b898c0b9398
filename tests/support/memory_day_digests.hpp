#pragma once

#include "gateway/ports/day_digests.hpp"
#include "gateway/ports/digest.hpp"
#include "tests/support/memory_day_store.hpp"

namespace clearing::tests {

class DigestShelf;

/// Digests of the days in memory, made anew for every question. A line's group is that of its record: the divisions of
/// its key and of the person, as the claim stated them.
class MemoryDayDigests final : public ports::DayDigests {
public:
    MemoryDayDigests(MemoryBooks& books, MemoryDayStore& days, const ports::Digest& digest)
        : books_(books), days_(days), digest_(digest) {}

    ports::awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey key) override;
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> split(DayKey key, ports::LineGroup group,
                                                                    ports::IdRange range, int parts) override;
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey key, ports::LineGroup group,
                                                                 std::vector<ports::IdRange> ranges) override;
    ports::awaitable<Result<std::vector<DayLine>>> lines(DayKey key, ports::LineGroup group,
                                                         ports::IdRange range) override;

private:
    ports::awaitable<Result<DigestShelf>> shelf_of(DayKey key);

    MemoryBooks& books_;
    MemoryDayStore& days_;
    const ports::Digest& digest_;
};

}  // namespace clearing::tests
