#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/adjustment_offers.hpp"

namespace clearing::postgres {

/// The queue of adjustments that wait for the other region. The pool outlives it.
class AdjustmentOffers final : public ports::AdjustmentOffers {
public:
    explicit AdjustmentOffers(Pool& pool) : pool_(pool) {}

    awaitable<Result<std::optional<AdjustmentOffer>>> take_due(ports::OutboxQuery query) override;
    awaitable<Result<std::vector<AdjustmentOffer>>> unanswered(DayKey day) override;
    awaitable<Result<Adjustment>> accepted(long long no, ClearingDay day, Instant at) override;
    awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) override;
    awaitable<Result<void>> park(long long no, bool is_refused, std::string reason, std::string alarm,
                                 Instant at) override;
    awaitable<Result<AdjustmentOffer>> resume(long long no, std::string actor, Instant at) override;
    awaitable<Result<AdjustmentOffer>> withdraw(long long no, std::string actor, Instant at) override;
    awaitable<Result<std::vector<AdjustmentOffer>>> list(std::optional<OfferState> state, std::size_t limit) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
