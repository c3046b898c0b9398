#pragma once

#include "gateway/services/settlement/bill_check.hpp"

namespace clearing::settlement {

/// Before a settlement is opened. A visitor's Delta settlement names the bill's last quote that still stands. A
/// resident's settlement that names a quote of ours must still be worth what was quoted: the core is asked again, and a
/// different split is refused before anything is booked (SETTLEMENT §5). Errors: quote_expired, quote_superseded; the
/// core's own.
awaitable<Result<void>> honour_quote(const World& world, Call call, CheckedClaim& checked);

/// National: settle recomputes; a split differing from the bill's last quote is booked and noted. The note, if there is
/// one.
std::optional<Difference> difference_to_quote(const SettlementRecord& record, const SettledBill& answer,
                                              const std::optional<ports::KeptQuote>& last_quote);

}  // namespace clearing::settlement
