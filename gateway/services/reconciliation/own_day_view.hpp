#pragma once

#include "gateway/ports/day_view.hpp"
#include "gateway/ports/settlement_store.hpp"

namespace clearing::reconciliation {

using ports::awaitable;

/// A record as a line of its day, booked or not.
DayLine line_of(const SettlementRecord& record);

/// What we know of a key; unknown when there is no record.
ports::LineState state_of(const SettlementKey& key, const std::optional<SettlementRecord>& record);

/// Our view of a day, from our books: what a partner narrows from. References outlive it.
class OwnDayView final : public ports::DayView {
public:
    OwnDayView(ports::DayDigests& digests, ports::SettlementStore& settlements)
        : digests_(digests), settlements_(settlements) {}

    awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey key) override;
    awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey key, ports::LineGroup group,
                                                          std::vector<ports::IdRange> ranges) override;
    awaitable<Result<ports::LinesPage>> lines(DayKey key, ports::LinesAsked asked) override;
    awaitable<Result<std::vector<ports::LineState>>> states(DayKey key, std::vector<SettlementKey> keys) override;

private:
    ports::DayDigests& digests_;
    ports::SettlementStore& settlements_;
};

}  // namespace clearing::reconciliation
