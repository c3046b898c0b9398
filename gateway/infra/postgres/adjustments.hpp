#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/adjustments.hpp"

#include <utility>

namespace clearing::postgres {

/// The pool outlives it.
class Adjustments final : public ports::Adjustments {
public:
    explicit Adjustments(Pool& pool, ports::AskedFirst asked_first = {})
        : pool_(pool), asked_first_(std::move(asked_first)) {}

    awaitable<Result<Adjustment>> post(NewAdjustment adjustment) override;
    awaitable<Result<std::vector<Adjustment>>> of_day(DayKey key) override;
    awaitable<Result<std::vector<Adjustment>>> cleared_on(DayKey key) override;
    awaitable<Result<Adjusted>> adjusted(SettlementNo settlement, Bearer bearer) override;

private:
    Pool& pool_;
    ports::AskedFirst asked_first_;
};

}  // namespace clearing::postgres
