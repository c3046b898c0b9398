#pragma once

#include "gateway/ports/adjustable_clock.hpp"
#include "gateway/ports/clock.hpp"

#include <optional>

namespace clearing::system {

/// Business time: the machine's, or with a fixed start (test and replay, config `business_clock`) from there at real
/// speed.
class SystemClock final : public ports::Clock, public ports::AdjustableClock {
public:
    explicit SystemClock(std::optional<Instant> business_start);

    Instant now() const override;
    std::chrono::steady_clock::time_point steady() const override;

    /// Only with a fixed start; errors: forbidden (real time is nobody's to set), invalid_value (not after the
    /// present).
    Result<Instant> advance_to(Instant to) override;

private:
    std::optional<Instant> business_start_;
    std::chrono::steady_clock::time_point started_;
};

}  // namespace clearing::system
