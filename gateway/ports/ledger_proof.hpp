#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <string>
#include <vector>

namespace clearing::ports {

/// A law of the sub-ledger that does not hold (SETTLEMENT §6): what the documents say, and what the ledger does.
struct BrokenLaw {
    /// "settlement", "formula", "owed", "statement", "clearing", "cancel", "adjustments", "unallocated"
    std::string law;
    std::string platform, counterparty, direction, component;
    Money expected, found;
};

class LedgerProof {
public:
    virtual ~LedgerProof() = default;
    /// Nothing: the books of the day are sound. Error: store_unavailable.
    virtual awaitable<Result<std::vector<BrokenLaw>>> prove(ClearingDay day) = 0;
};

}  // namespace clearing::ports
