#pragma once

#include "adapters/yangtze_delta/exchange.hpp"
#include "gateway/ports/day_view.hpp"

namespace clearing::yangtze_delta {

/// The partner's view of a day of ours (direction visitor), asked for over the wire. The exchange outlives it. Errors:
/// as Client says; over_limit when more is asked than one question takes.
class PartnerDayView final : public ports::DayView {
public:
    explicit PartnerDayView(Exchange& exchange) : exchange_(exchange) {}

    awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey key) override;
    awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey key, ports::LineGroup group,
                                                          std::vector<ports::IdRange> ranges) override;
    awaitable<Result<ports::LinesPage>> lines(DayKey key, ports::LinesAsked asked) override;
    awaitable<Result<std::vector<ports::LineState>>> states(DayKey key, std::vector<SettlementKey> keys) override;

private:
    Exchange& exchange_;
};

}  // namespace clearing::yangtze_delta
