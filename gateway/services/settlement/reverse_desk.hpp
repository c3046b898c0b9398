#pragma once

#include "gateway/services/settlement/runner.hpp"

namespace clearing::settlement {

/// 2601 and Delta's reverse: undo of a settlement whose outcome the asker does not know; also a fence (SETTLEMENT §5).
class ReverseDesk {
public:
    /// The asker waits until `answer_by`.
    ReverseDesk(const World& world, Runner::TimePoint answer_by) : world_(world), runner_(world, answer_by) {}

    /// 2601: the original by the caller's own message id. Errors: not_reversible (no settlement transaction),
    /// already_cancelled, reversing while unconfirmed; after the day closed cancel_in_doubt, peer_unreachable or
    /// not_reversible as the cancel stands.
    awaitable<Result<ReverseResult>> by_message(Call call, ReverseRequest request);
    awaitable<Result<ReverseResult>> by_key(Call call, SettlementKey key);

private:
    awaitable<Result<ReverseResult>> reverse(Call call, SettlementRecord record);
    awaitable<Result<SettlementRecord>> reverse_now(SettlementRecord record);
    awaitable<Result<void>> may_undo(SettlementRecord record);
    awaitable<Result<ReverseResult>> cancel_under_way(Call call, SettlementRecord original);
    awaitable<Result<ReverseResult>> fence(Call call, MessageKey message, SettlementKey key);

    const World& world_;
    Runner runner_;
};

}  // namespace clearing::settlement
