#pragma once

#include "gateway/ports/day_view.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/services/reconciliation/narrowing.hpp"

namespace clearing::reconciliation {

using ports::awaitable;

/// What two sides have of one day that the other has not alike, over all groups.
struct LinesThatDiffer {
    std::vector<GroupedLine> ours, theirs;
};

/// Narrows a day down to the lines that differ. In memory are the ranges that differ at one level and the lines found;
/// nothing of the size of a day. References outlive it.
class Narrower {
public:
    struct Limits {
        Fanout fanout;
        /// Books that are further apart are not two views of one day: a person has to look first.
        long long most_lines = 100'000;
    };

    Narrower(ports::DayDigests& ours, ports::DayView& theirs, const ports::Digest& digest, Limits limits)
        : ours_(ours), theirs_(theirs), digest_(digest), limits_(limits) {}
    Narrower(ports::DayDigests& ours, ports::DayView& theirs, const ports::Digest& digest)
        : Narrower(ours, theirs, digest, Limits{}) {}

    /// Errors: store_unavailable, the partner's own (unknown_transaction: it cannot be narrowed with), over_limit (too
    /// far apart).
    awaitable<Result<LinesThatDiffer>> run(DayKey key);

private:
    struct Run;

    awaitable<Result<void>> narrow(Run& run, const GroupPair& group);
    awaitable<Result<std::vector<RangePair>>> cut(Run& run, const ports::LineGroup& group,
                                                  const std::vector<RangePair>& pairs, int parts);
    awaitable<Result<void>> compare(Run& run, const ports::LineGroup& group, const std::vector<RangePair>& pairs);
    awaitable<Result<std::vector<DayLine>>> their_lines(const Run& run, ports::LinesAsked asked);

    ports::DayDigests& ours_;
    ports::DayView& theirs_;
    const ports::Digest& digest_;
    Limits limits_;
};

}  // namespace clearing::reconciliation
