#pragma once

#include "gateway/ports/task_runs.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// What is to be done by itself, and how far that is.
struct ScheduledRun {
    RunId id;
    Instant from{};              ///< not before
    std::string why;             ///< for people
    std::optional<TaskRun> run;  ///< none: nobody has begun it
};

class ScheduleView {
public:
    virtual ~ScheduleView() = default;
    /// False: the configuration has switched it off; days are closed by hand.
    virtual bool is_enabled() const = 0;
    /// By when it begins: what is due and not done, and what comes next. Errors: store_unavailable, as the tasks'.
    virtual awaitable<Result<std::vector<ScheduledRun>>> schedule() = 0;
};

}  // namespace clearing::ports
