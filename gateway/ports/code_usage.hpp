#pragma once

#include "gateway/domain/settlement_record.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <vector>

namespace clearing::ports {

/// A bill with the codes it was made of.
struct BillInUse {
    Visit visit;
    std::optional<SettlementRecord> settlement;  ///< none: an open visit's unsettled lines
    std::vector<FeeLine> lines;                  ///< the settlement's own, or the visit's unsettled ones
};

struct UsagePage {
    std::vector<BillInUse> bills;
    long long next = 0;   ///< the cursor to go on with; 0: that was the last page
    long long total = 0;  ///< bills in all, for progress; told with the first page only
};

/// Which codes are in use: for the dry run, coverage, the check against open visits and the replay. Errors:
/// store_unavailable.
class CodeUsage {
public:
    virtual ~CodeUsage() = default;

    /// Booked settlements (kind settle, state booked) opened on these business days, both included, in the order they
    /// were opened. `cursor` 0 begins.
    virtual awaitable<Result<UsagePage>> settled(Date first, Date last, long long cursor, std::size_t limit) = 0;
    /// Visits somebody may still settle: stays that are open, however old; discharged stays with unsettled lines and
    /// outpatient visits, which nothing ever closes, where they began on `since` or later.
    virtual awaitable<Result<UsagePage>> open_visits(Date since, long long cursor, std::size_t limit) = 0;
    virtual awaitable<Result<std::optional<BillInUse>>> bill_of(SettlementId settlement) = 0;
};

}  // namespace clearing::ports
