#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/unagreed_days.hpp"

namespace clearing::postgres {

/// Clearing days by a partial index that holds no agreed one. The pool outlives it.
class UnagreedDays final : public ports::UnagreedDays {
public:
    explicit UnagreedDays(Pool& pool) : pool_(pool) {}
    awaitable<Result<std::vector<ports::Day>>> unagreed() override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
