#pragma once

#include "gateway/services/settlement/runner.hpp"

namespace clearing::settlement {

/// 2208, 2305: a booked settlement is cancelled by a record of its own (SETTLEMENT §2, §5). Order: idempotency first
/// (message key, on Delta the settlement key), then the intent; after that the record decides.
class CancelDesk {
public:
    /// The asker waits until `answer_by`.
    CancelDesk(const World& world, Runner::TimePoint answer_by) : world_(world), runner_(world, answer_by) {}

    awaitable<Result<SettledBill>> cancel(Call call, CancelRequest request);

private:
    awaitable<Result<std::optional<SettlementRecord>>> earlier_cancel(Call call);
    awaitable<Result<SettlementRecord>> cancellable(Call call, CancelRequest request);
    ports::LegOfSettlement leg_of_cancel(const Call& call, const Answerer& answerer, const SettlementRecord& cancel,
                                         const SettlementRecord& original) const;

    const World& world_;
    Runner runner_;
};

}  // namespace clearing::settlement
