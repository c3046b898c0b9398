#pragma once

#include "gateway/ports/progress.hpp"

#include <utility>

namespace clearing::reconciliation {

/// Tells how many of a work's steps are done.
class StepCount {
public:
    StepCount(ports::Progress progress, std::size_t steps) : progress_(std::move(progress)), steps_(steps) { done(0); }
    void done(std::size_t steps) const {
        if (progress_) progress_(steps, steps_);
    }

private:
    ports::Progress progress_;
    std::size_t steps_;
};

}  // namespace clearing::reconciliation
