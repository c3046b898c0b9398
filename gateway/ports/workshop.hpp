#pragma once

#include "gateway/ports/awaitable.hpp"

#include <functional>

namespace clearing::ports {

/// A bench beside the counter: long computations run there, so that nobody at a desk waits for them.
class Workshop {
public:
    virtual ~Workshop() = default;

    /// Runs `work` on another thread, one piece at a time, and goes on here when it is done. `work` owns what it
    /// touches. What it throws is thrown here.
    virtual awaitable<void> run(std::function<void()> work) = 0;
};

}  // namespace clearing::ports
