#pragma once

#include "gateway/ports/awaitable.hpp"

#include <chrono>

namespace clearing::ports {

class Timers {
public:
    virtual ~Timers() = default;
    virtual awaitable<void> wait(std::chrono::milliseconds span) = 0;
};

}  // namespace clearing::ports
