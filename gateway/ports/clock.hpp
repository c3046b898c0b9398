#pragma once

#include "gateway/domain/calendar.hpp"

#include <chrono>

namespace clearing::ports {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;                                   ///< business time
    virtual std::chrono::steady_clock::time_point steady() const = 0;  ///< for deadlines
};

}  // namespace clearing::ports
