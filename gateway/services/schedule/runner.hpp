#pragma once

#include "gateway/domain/back_off.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/schedule_view.hpp"
#include "gateway/services/schedule/task.hpp"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace clearing::schedule {

struct RunnerRules {
    std::string owner;  ///< this daemon's name among those of one database
    BackOff back_off = {std::chrono::seconds(30), std::chrono::minutes(30)};  ///< after an attempt that failed
    std::chrono::milliseconds hold{60'000};  ///< whoever has not renewed for longer has died
    std::size_t at_once = 16;                ///< long runs under way; a stuck one holds up nobody else's
    bool enabled = true;
};

/// How an attempt ended, for the log.
struct Finished {
    ports::RunId id;
    int attempts = 0;  ///< this one among them
    bool done = false;
    std::string outcome;
};

/// Runs tasks: each period once across all daemons of one database, taken up again after a crash at any step. A loop
/// calls step() and another one renew(); what step() begins runs on beside them. One thread.
class Runner final : public ports::ScheduleView {
public:
    /// Runs a coroutine beside the caller; whoever stops the daemon waits for it.
    using Spawn = std::function<void(awaitable<void>)>;
    using Tell = std::function<void(const Finished&)>;

    Runner(std::vector<Task> tasks, ports::TaskRuns& runs, ports::Clock& clock, RunnerRules rules, Spawn spawn,
           Tell tell);

    struct Step {
        int begun = 0;
        std::vector<std::pair<std::string, Error>> faults;  ///< tasks that cannot say what is due; the others go on
    };
    /// Takes what is due and begins it. Error: store_unavailable.
    awaitable<Result<Step>> step();

    /// What is under way stays this daemon's.
    awaitable<void> renew();

    bool is_enabled() const override { return rules_.enabled; }
    awaitable<Result<std::vector<ports::ScheduledRun>>> schedule() override;

    std::size_t at_work() const { return at_work_.size(); }

private:
    /// What a daemon that died had begun: it may have done the work and not said so, and then nobody lists it as due.
    awaitable<Result<std::vector<ports::TaskRun>>> left_behind();
    awaitable<Result<int>> begin_due(const Task& task, std::vector<Due> periods);
    awaitable<void> work(const Task* task, ports::TaskRun taken);
    awaitable<Result<std::string>> attempt(const Task* task, Attempt attempt);
    ports::RunQuery query_of(ports::RunId id) const;

    std::vector<Task> tasks_;
    ports::TaskRuns& runs_;
    ports::Clock& clock_;
    RunnerRules rules_;
    Spawn spawn_;
    Tell tell_;
    Instant next_look_{};  ///< for what was left behind: once a hold, for nothing is left sooner
    std::set<ports::RunId> at_work_;
    std::size_t long_ones_at_work_ = 0;
    std::set<ports::RunId> done_;  ///< known to be, so that their rows need not be asked each time
};

}  // namespace clearing::schedule
