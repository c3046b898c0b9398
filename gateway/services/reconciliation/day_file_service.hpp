#pragma once

#include "gateway/ports/day_file_exchange.hpp"
#include "gateway/services/reconciliation/day_comparison.hpp"

namespace clearing::reconciliation {

/// The file route: a partner's day comes as a file instead of by messages. The steps of a close are those of
/// DayService, in the same order: unconfirmed lines are carried, fee lines are compared, what differs is a case. The
/// file takes the place of the partner's totals and details. Whoever sent it has said its lines by it; where statements
/// are exchanged (Delta) ours is proposed all the same.
class DayFileService final : public ports::DayFileExchange {
public:
    DayFileService(DayWorld& world, ports::FileMatcher& matcher) : world_(world), matcher_(matcher) {}

    /// Repeating takes it up again, an agreed day answers its statement; the file is never changed. Errors: as
    /// DayService::close and FileMatcher, conflict (only to be looked at, and the day is agreed).
    awaitable<Result<ports::FileImport>> import(DayKey key, std::string file, ports::AfterComparison then,
                                                ports::FileProgress progress) override;
    /// Our day for the partner, once it is over. Answers how many lines. Errors: not_found (no such platform), as
    /// FileMatcher.
    awaitable<Result<long long>> write(DayKey key, std::string file, ports::FileProgress progress) override;

private:
    Result<ports::FileIds> ids_of(const DayKey& key) const;
    struct Compared {
        ports::FileImport import;
        Comparison comparison;
    };
    awaitable<Result<Compared>> compare(DayKey key, std::string file, ports::FileProgress progress);

    DayWorld& world_;
    ports::FileMatcher& matcher_;
};

// Pure.

/// The partner's lines as lines of the day: under our key where the id is one of ours, else under the treating
/// region's. What does not travel in a file is ours.
std::vector<DayLine> lines_of_file(const std::vector<ports::DayFileLine>& theirs, const std::vector<DayLine>& ours,
                                   ports::FileIds ids, const DivisionCode& treating);

}  // namespace clearing::reconciliation
