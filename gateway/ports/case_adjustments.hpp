#pragma once

#include "gateway/domain/ledger.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <map>
#include <string>

namespace clearing::ports {

/// Money a case moves: what the settlement clears, changed by so much per component.
struct CaseAdjustment {
    SettlementNo settlement;
    bool lowers = true;                  ///< what is owed becomes less; else it becomes more again
    bool is_hospitals = true;            ///< the hospital bears it; else it is suspended (account X)
    std::map<Component, Money> amounts;  ///< positive
    std::string reason;
    std::string origin;  ///< "case-17": unique for life
    std::string made_by;
    Instant at{};
};

/// The narrow way from a case to the books' adjustments.
class CaseAdjustments {
public:
    virtual ~CaseAdjustments() = default;
    /// The voucher's id; the same origin again answers the same voucher and posts nothing. Errors: the adjustments' own
    /// (invalid_value, not_settled …), store_unavailable.
    virtual awaitable<Result<std::string>> post(CaseAdjustment adjustment) = 0;
};

}  // namespace clearing::ports
