#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/file_matcher.hpp"

namespace clearing::postgres {

/// A partner's file is copied into a table that lives as long as the transaction, and joined with our lines there
/// (decision 0014). Pool and files outlive it; the pool's statements may take minutes.
class FileMatcher final : public ports::FileMatcher {
public:
    FileMatcher(Pool& long_work, ports::DayFiles& files) : pool_(long_work), files_(files) {}

    awaitable<Result<ports::FileComparison>> compare(DayKey key, ports::FileIds ids, std::string file,
                                                     ports::FileProgress progress) override;
    awaitable<Result<long long>> write(DayKey key, ports::FileIds ids, std::string file,
                                       ports::FileProgress progress) override;

private:
    Pool& pool_;
    ports::DayFiles& files_;
};

}  // namespace clearing::postgres
