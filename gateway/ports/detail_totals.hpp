#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <vector>

namespace clearing::ports {

/// A settlement whose fee lines, as far as they are here, do not sum to its total.
struct DetailTotal {
    SettlementKey key;
    Money settlement, details;
};

/// Fee lines beside settlements, for the difference `details_total`. Judged only where lines are: a settlement without
/// any, a cancel and a cancelled settlement are not. A visitor's lines are all here: any other sum differs. A
/// resident's come after the fact, in parts: only more than the total differs. Errors: store_unavailable.
class DetailTotals {
public:
    virtual ~DetailTotals() = default;
    /// Of the booked settlements assigned to the day; ascending by key.
    virtual awaitable<Result<std::vector<DetailTotal>>> differing(DayKey key) = 0;
};

}  // namespace clearing::ports
