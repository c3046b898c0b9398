#pragma once

#include "gateway/services/settlement/runner.hpp"

namespace clearing::settlement {

/// 2601 and Delta's reverse: undo of a settlement whose outcome the asker does not know; also a fence (SETTLEMENT §5).
class ReverseDesk {
public:
    ReverseDesk(World& world, Runner& runner) : world_(world), runner_(runner) {}

    /// 2601: the original by the caller's own message id. Errors: not_reversible (no settlement transaction),
    /// already_cancelled, clearing_day_closed (asked by a platform: it sends a cancel), reversing while unconfirmed.
    awaitable<Result<ReverseResult>> by_message(Call call, ReverseRequest request);
    awaitable<Result<ReverseResult>> by_key(Call call, SettlementKey key, std::string reason);

private:
    awaitable<Result<ReverseResult>> reverse(Call call, SettlementRecord record);
    awaitable<Result<ReverseResult>> fence(Call call, MessageKey message, SettlementKey key);

    World& world_;
    Runner& runner_;
};

}  // namespace clearing::settlement
