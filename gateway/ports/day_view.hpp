#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/day_digests.hpp"

#include <optional>
#include <vector>

namespace clearing::ports {

/// Lines of some ranges of a group, page by page.
struct LinesAsked {
    LineGroup group;
    std::vector<IdRange> ranges;  ///< ascending, not overlapping
    SettlementId after;           ///< the last line of the page before; empty: from the first one on
};

/// About a thousand lines; lines of one id are never parted, so that a double shows itself.
struct LinesPage {
    std::vector<DayLine> lines;  ///< ascending by settlement id
    bool more = false;
};

/// What a side knows of one key, whichever day it is of.
struct LineState {
    using State = QueryResult::State;

    SettlementKey key;
    State state{};
    std::optional<ClearingDay> assigned_day, cleared_day;
    DivisionCode insured_division;  ///< whose person it is; empty when unknown
    std::optional<DayLine> line;    ///< when booked or cancelled
};

/// How one side sees a day, told piece by piece so that another can narrow two views down to the lines that differ
/// (delta.proto, "Narrowing"). Ours is made of our books; the partner's is asked over the wire. Nothing is changed by
/// a question, and every one may be repeated. Errors: as OtherSide; unknown_transaction: the partner's gateway does not
/// speak these messages yet; over_limit (more ranges or keys than one question takes).
class DayView {
public:
    static constexpr std::size_t most_ranges = 2'000;     ///< of one question for digests
    static constexpr std::size_t most_line_ranges = 500;  ///< of one question for lines
    static constexpr std::size_t most_keys = 500;         ///< of one question for states
    static constexpr std::size_t lines_of_a_page = 1'000;

    virtual ~DayView() = default;
    virtual awaitable<Result<std::vector<GroupDigest>>> groups(DayKey key) = 0;  ///< ascending
    /// In the order asked. `ranges` of one parent follow each other without gaps wherever possible: it is shorter so.
    virtual awaitable<Result<std::vector<RangeDigest>>> of(DayKey key, LineGroup group,
                                                           std::vector<IdRange> ranges) = 0;
    virtual awaitable<Result<LinesPage>> lines(DayKey key, LinesAsked asked) = 0;
    /// In the order asked.
    virtual awaitable<Result<std::vector<LineState>>> states(DayKey key, std::vector<SettlementKey> keys) = 0;
};

}  // namespace clearing::ports
