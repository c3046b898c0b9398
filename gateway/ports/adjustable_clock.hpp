#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"

namespace clearing::ports {

/// The business clock of a test or replay (config `business_clock`): it may be put forward, never back.
class AdjustableClock {
public:
    virtual ~AdjustableClock() = default;
    /// The new business time. Error: invalid_value when `to` is not after the present.
    virtual Result<Instant> advance_to(Instant to) = 0;
};

}  // namespace clearing::ports
