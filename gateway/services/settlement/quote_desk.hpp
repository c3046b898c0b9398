#pragma once

#include "gateway/services/settlement/bill_check.hpp"

namespace clearing::settlement {

/// 2206, 2303: what would be paid. Reserves nothing, books nothing, binds nobody (SETTLEMENT §5, quote and settle).
class QuoteDesk {
public:
    explicit QuoteDesk(World& world) : world_(world) {}

    /// Errors: check_claim's; law_a/b/d_broken when the answer does not balance (nothing exists anywhere).
    awaitable<Result<SettledBill>> quote(Call call, Claim claim);

private:
    World& world_;
};

/// The answer as the asker sees it: our ids, the sender's message id, the claim's desk information (deposit) carried
/// along.
SettledBill for_asker(SettledBill bill, const Visit& visit, const Claim& claim, const MessageId& asker_message);

}  // namespace clearing::settlement
