#pragma once

#include "gateway/domain/line_sums.hpp"
#include "gateway/domain/settlement_state.hpp"

#include <optional>
#include <vector>

namespace clearing::ports {

/// A record that a close has to name: not final yet.
struct CarriedRecord {
    SettlementNo no;
    SettlementKey key;
    SettlementState state{};
    std::optional<ClearingDay> assigned_day;  ///< none: a national visitor without an answer
    Money claimed_total;
};

/// What a day holds, its lines summed where they are alike: of the size of the exceptions, never of the day.
struct DaySums {
    std::vector<LineSums> cleared;       ///< ascending; the lines but those left out
    std::vector<DayLine> left_out;       ///< ascending by key
    std::vector<LateLine> late;          ///< ascending by key, left out or not
    std::vector<CarriedRecord> carried;  ///< ascending by key: unresolved records of this and earlier days
    long long content_revision = 0;      ///< which of the states of the day's lines they are the sums of
};

}  // namespace clearing::ports
