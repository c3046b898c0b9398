#pragma once

#include "gateway/services/settlement/bill_check.hpp"

namespace clearing::settlement {

/// 2206, 2303: what would be paid. Reserves nothing, books nothing, binds nobody (SETTLEMENT §5, quote and settle).
class QuoteDesk {
public:
    explicit QuoteDesk(const World& world) : world_(world) {}

    /// Errors: check_claim's; law_a/b/d_broken when the answer does not balance (nothing exists anywhere).
    awaitable<Result<SettledBill>> quote(Call call, Claim claim);

private:
    const World& world_;
};

/// The answer with what the claim says and the answer left out: kinds, and the desk information (deposit) carried
/// along. The answerer's ids stay: the books need them; whoever answers the asker puts ours in their place.
SettledBill completed(SettledBill bill, const Claim& claim);

}  // namespace clearing::settlement
