#pragma once

#include "gateway/domain/bill_totals.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/domain/visit.hpp"

#include <optional>
#include <vector>

namespace clearing::ports {

/// The bill's latest quote, expired or not, and the split it promised.
struct KeptQuote {
    QuoteId id;
    PaymentSplit split;
    Instant expires_at{};
};

/// Who asks about a bill because he would settle it: what may have come of it before.
struct EarlierSettlements {
    MessageKey message;
    std::optional<SettlementKey> key;  ///< Delta: unique end to end
    Direction direction{};
};

struct BillQuestion {
    VisitId visit;  ///< ours
    CareSetting care{};
    BillNumber bill;  ///< inpatient: all the stay's lines count, whatever their bill
    std::optional<EarlierSettlements> earlier;
};

/// All the books know of a bill that is to be quoted or settled.
struct BillFacts {
    std::optional<Visit> visit;
    BillTotals unsettled;  ///< of the lines no settlement has taken
    std::optional<KeptQuote> last_quote;

    // Only where asked for.
    std::optional<SettlementRecord> of_message, of_key;
    std::vector<SettlementRecord> of_visit;  ///< those that hold their bill first, then the newest
};

}  // namespace clearing::ports
