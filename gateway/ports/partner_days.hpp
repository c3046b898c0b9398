#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/statement.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/day_partner.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// How we answered a partner's close: equal, or our own view to narrow from.
struct CloseVerdict {
    bool equal = false;
    DayTotals ours;
};

/// What the treatment side would agree to.
struct StatementProposal {
    std::string statement_id;
    std::string formula;
    std::vector<StatementCell> cells;
    std::vector<SettlementKey> disputed;
    std::optional<std::vector<StatementCell>> adjustments = {};  ///< none: it does not exchange them
};

/// The insured side's part of the Delta day (SETTLEMENT §3 (4), (5)): what adapters/yangtze_delta's server calls.
class PartnerDays {
public:
    virtual ~PartnerDays() = default;
    /// `totals.key` is of direction resident_away with the partner as counterparty. Errors: invalid_value (a day after
    /// today).
    virtual awaitable<Result<CloseVerdict>> close(DayTotals totals) = 0;
    virtual awaitable<Result<std::vector<DayLine>>> details(DayKey key, SettlementId after, std::size_t limit) = 0;
    /// Proposed by the treatment side; we agree when our cleared lines give the same cells, and our adjustments of the
    /// day theirs, and then post our clearing. Else lines are named that we do not clear: late ones whose case a person
    /// of ours has in hand, and those of cells that are not the same, where there are not too many; or the reason
    /// alone. Error: conflict (the day is open).
    virtual awaitable<Result<StatementVerdict>> agree(DayKey key, StatementProposal proposal) = 0;
    /// Our view of the day, for the partner to narrow from; null: none is told piece by piece.
    virtual DayView* view() { return nullptr; }
};

}  // namespace clearing::ports
