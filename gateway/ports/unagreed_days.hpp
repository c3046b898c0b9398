#pragma once

#include "gateway/ports/day_store.hpp"

#include <vector>

namespace clearing::ports {

/// The days that still have something to come: open, closing, reconciling, waiting. However many are agreed, these are
/// few: the scheduler looks every second. Error: store_unavailable.
class UnagreedDays {
public:
    virtual ~UnagreedDays() = default;
    /// Ascending by day, then platform, counterparty, direction.
    virtual awaitable<Result<std::vector<Day>>> unagreed() = 0;
};

}  // namespace clearing::ports
