#pragma once

#include "gateway/domain/adjustment_offer.hpp"
#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/statement.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/far_side.hpp"

#include <optional>
#include <vector>

namespace clearing::ports {

class DayView;

struct TotalsAnswer {
    bool equal = false;
    std::string note;  ///< the partner's words when it differs
};

/// What the insured side says to a statement. Not agreed: the lines it does not clear, or why no line can be named.
struct StatementVerdict {
    bool agreed = false;
    std::vector<SettlementKey> disputed = {};
    std::string reason = {};                                     ///< in words for people; empty: it agrees
    std::vector<StatementCell> cells = {};                       ///< its own view, where it does not agree
    std::optional<std::vector<StatementCell>> adjustments = {};  ///< its own view; none: it does not exchange them
};

/// Who a day is compared with: the Delta partner, or the national platform (3201/3202).
/// Error classes as in OtherSide; every call may be repeated.
class DayPartner {
public:
    virtual ~DayPartner() = default;

    /// `lines`: where it counts by settlement time, for its totals have cells of their own; none for the others.
    virtual awaitable<Result<TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> lines) = 0;
    virtual awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) = 0;
    /// The details where a third party stands behind the partner; between two parties they are all there is.
    virtual awaitable<Result<FarSideView>> far_side_view(DayKey key, std::vector<DayLine> ours) {
        auto lines = co_await details(std::move(key), std::move(ours));
        if (!lines) co_return fail(lines.error());
        co_return FarSideView{std::move(*lines), {}, {}};
    }
    /// Its totals of a day are by setl_time: a line that comes in late stands in those of its own day, and is asked
    /// about line by line.
    virtual bool counts_by_settlement_time() const { return false; }
    /// Platforms without daily statements (the national one clears by month) agree at once.
    virtual awaitable<Result<StatementVerdict>> propose(Statement statement, std::vector<SettlementKey> disputed) = 0;
    /// Takes a visitor's adjustment into its books; the day it stands on there. Refused for good: those of
    /// check_adjustment, settlement_unknown, not_settled, clearing_day_closed, conflict (origin and reason stand for
    /// something else); unknown_transaction: nobody there knows of adjustments.
    virtual awaitable<Result<ClearingDay>> adjust(AdjustmentOffer) { co_return fail(ErrorCode::unknown_transaction); }
    /// Which fields travel there (SETTLEMENT §5: cash is not exchanged on the national side).
    virtual FieldsJudged fields_judged() const = 0;
    /// Its view of a day, to narrow down to the lines that differ; null: it only tells all its lines (`details`).
    virtual DayView* view() { return nullptr; }
};

}  // namespace clearing::ports
