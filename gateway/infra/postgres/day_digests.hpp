#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/day_digests.hpp"

namespace clearing::postgres {

/// Leaves and digests are made by the database (day_leaf_text, the twin of domain leaf_text), in the byte order of ids.
/// The day's content is fixed already when it is over: DayStore::content or ::sums was asked before. The pool outlives
/// it; its statements may take minutes.
class DayDigests final : public ports::DayDigests {
public:
    explicit DayDigests(Pool& long_reads) : pool_(long_reads) {}

    awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey key) override;
    awaitable<Result<std::vector<ports::RangeDigest>>> split(DayKey key, ports::LineGroup group, ports::IdRange range,
                                                             int parts) override;
    awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey key, ports::LineGroup group,
                                                          std::vector<ports::IdRange> ranges) override;
    awaitable<Result<std::vector<DayLine>>> lines(DayKey key, ports::LineGroup group, ports::IdRange range) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
