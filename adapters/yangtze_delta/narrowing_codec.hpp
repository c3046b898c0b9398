#pragma once

#include "adapters/yangtze_delta/day_codec.hpp"
#include "gateway/ports/day_view.hpp"

namespace clearing::yangtze_delta {

// Groups, ranges and lines of a day that is narrowed (delta.proto, "Narrowing"). The pair and the day stand in every
// request and are read by whoever dispatches it.

void write(const ports::LineGroup& group, wire::LineGroup& out);
ports::LineGroup read(const wire::LineGroup& in, Reading& reading);

void write(const std::vector<ports::GroupDigest>& groups, wire::DayGroupsAnswer& out);
std::vector<ports::GroupDigest> read(const wire::DayGroupsAnswer& in, Reading& reading);

/// Ranges that follow each other travel as one cut.
void write(const ports::LineGroup& group, const std::vector<ports::IdRange>& ranges, wire::DayRangesRequest& out);
/// More ranges than one question takes: over_limit.
struct RangesAsked {
    ports::LineGroup group;
    std::vector<ports::IdRange> ranges;
};
RangesAsked read(const wire::DayRangesRequest& in, Reading& reading);

void write(const std::vector<ports::RangeDigest>& digests, wire::DayRangesAnswer& out);
/// `asked`: the answer has as many, in this order.
std::vector<ports::RangeDigest> read(const wire::DayRangesAnswer& in, const std::vector<ports::IdRange>& asked,
                                     Reading& reading);

void write(const ports::LinesAsked& asked, wire::DayLinesRequest& out);
ports::LinesAsked read(const wire::DayLinesRequest& in, Reading& reading);

void write(const ports::LinesPage& page, wire::DayLinesAnswer& out);
/// Lines outside what was asked for, or not ascending, are invalid.
ports::LinesPage read(const wire::DayLinesAnswer& in, const ports::LinesAsked& asked, Reading& reading);

void write(const std::vector<SettlementKey>& keys, wire::DayKeysRequest& out);
std::vector<SettlementKey> read(const wire::DayKeysRequest& in, Reading& reading);

void write(const std::vector<ports::LineState>& states, wire::DayKeysAnswer& out);
std::vector<ports::LineState> read(const wire::DayKeysAnswer& in, const std::vector<SettlementKey>& asked,
                                   Reading& reading);

}  // namespace clearing::yangtze_delta
