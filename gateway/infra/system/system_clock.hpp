#pragma once

#include "gateway/infra/system/forward_clock.hpp"
#include "gateway/ports/adjustable_clock.hpp"
#include "gateway/ports/clock.hpp"

#include <mutex>
#include <optional>

namespace clearing::system {

/// Business time: the machine's, which never goes back here (forward_clock.hpp), or with a fixed start (test and
/// replay, config `business_clock`) as far from it as it was then.
class SystemClock final : public ports::Clock, public ports::AdjustableClock {
public:
    explicit SystemClock(std::optional<Instant> business_start);

    Instant now() const override;
    std::chrono::steady_clock::time_point steady() const override;

    /// How far the machine's clock is behind what business goes by; zero unless it was put back.
    std::chrono::milliseconds put_back_by() const;

    /// Only with a fixed start; errors: forbidden (real time is nobody's to set), invalid_value (not after the
    /// present).
    Result<Instant> advance_to(Instant to) override;

private:
    ForwardClock::Wall machine_time() const;

    mutable std::mutex mutex_;
    mutable ForwardClock machine_;
    bool is_adjustable_;
    std::chrono::milliseconds ahead_{0};  ///< of the machine's time, by a fixed start
};

}  // namespace clearing::system
