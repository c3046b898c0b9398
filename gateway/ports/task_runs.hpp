#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// One thing that is done once: a task for one of its periods. ("close_day", "330200-delta-310000-visitor-2018-10-16")
struct RunId {
    std::string task;
    std::string period;

    auto operator<=>(const RunId&) const = default;
};

struct RunQuery {
    RunId id;
    std::string owner;
    Instant now{};
    Instant taken_until{};  ///< nobody else gets it before, unless it is renewed; a daemon that died loses it then
};

/// What the books know of a run.
struct TaskRun {
    RunId id;
    std::string owner;  ///< the daemon that does it, or did it last
    int attempts = 0;   ///< that have come to an end
    Instant next_try_at{};
    std::optional<Instant> taken_until;  ///< it is being done
    std::optional<Instant> done_at;
    std::string outcome;  ///< of the last attempt

    bool operator==(const TaskRun&) const = default;
};

/// How an attempt ended. Of somebody who lost the run meanwhile it changes nothing.
struct RunOutcome {
    RunId id;
    std::string owner;
    bool done = false;
    std::string outcome;
    Instant next_try_at{};  ///< where it is not done
    Instant at{};
};

/// Which runs of tasks are done, shared by all daemons of one database: each is done once, and what a daemon that died
/// had begun is taken up by another. Errors everywhere: store_unavailable.
class TaskRuns {
public:
    virtual ~TaskRuns() = default;

    /// The run, now the asker's. Nothing: it is done, somebody holds it, or it is not to be tried yet.
    virtual awaitable<Result<std::optional<TaskRun>>> take(RunQuery query) = 0;
    /// The holder is alive. False: the run is not its own any more.
    virtual awaitable<Result<bool>> renew(RunQuery query) = 0;
    virtual awaitable<Result<void>> note(RunOutcome outcome) = 0;
    virtual awaitable<Result<std::optional<TaskRun>>> find(RunId id) = 0;
    /// Runs that somebody took and neither ended nor holds any more, the oldest first.
    virtual awaitable<Result<std::vector<TaskRun>>> left_behind(Instant now) = 0;
    /// The newest, by when they were first taken.
    virtual awaitable<Result<std::vector<TaskRun>>> newest(std::size_t limit) = 0;
};

}  // namespace clearing::ports
