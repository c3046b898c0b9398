#include "gateway/services/schedule/runner.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

namespace clearing::schedule {
namespace {

std::string told(const Error& error) {
    return error.detail.empty() ? stable_code(error.code) : fmt::format("{} {}", stable_code(error.code), error.detail);
}

}  // namespace

Runner::Runner(std::vector<Task> tasks, ports::TaskRuns& runs, ports::Clock& clock, RunnerRules rules, Spawn spawn,
               Tell tell)
    : tasks_(std::move(tasks)),
      runs_(runs),
      clock_(clock),
      rules_(std::move(rules)),
      spawn_(std::move(spawn)),
      tell_(std::move(tell)) {}

awaitable<Result<Runner::Step>> Runner::step() {
    Step step;
    if (!rules_.enabled) co_return step;
    const auto left = co_await left_behind();
    if (!left) co_return fail(left.error());
    std::set<ports::RunId> listed;
    for (const Task& task : tasks_) {
        auto periods = co_await task.when(clock_.now());
        if (!periods) {
            step.faults.emplace_back(task.name, std::move(periods.error()));
            continue;
        }
        for (const Due& due : *periods)
            listed.insert({task.name, due.period});
        for (const ports::TaskRun& run : *left)
            if (run.id.task == task.name && listed.insert(run.id).second)
                periods->push_back({run.id.period, run.next_try_at, "a daemon that died had begun it"});
        auto begun = co_await begin_due(task, std::move(*periods));
        if (!begun) co_return fail(begun.error());
        step.begun += *begun;
    }
    // What nobody lists any more need not be remembered.
    std::erase_if(done_, [&](const ports::RunId& id) { return !listed.contains(id) && step.faults.empty(); });
    co_return step;
}

awaitable<Result<std::vector<ports::TaskRun>>> Runner::left_behind() {
    std::vector<ports::TaskRun> left;
    const Instant now = clock_.now();
    if (now < next_look_) co_return left;
    auto found = co_await runs_.left_behind(now);
    if (found) next_look_ = now + rules_.hold;
    co_return found;
}

awaitable<Result<int>> Runner::begin_due(const Task& task, std::vector<Due> periods) {
    int begun = 0;
    for (Due& due : periods) {
        ports::RunId id{task.name, std::move(due.period)};
        if (due.from > clock_.now() || at_work_.contains(id) || done_.contains(id)) continue;
        if (!task.is_quick && long_ones_at_work_ >= rules_.at_once) break;
        auto taken = co_await runs_.take(query_of(id));
        if (!taken) co_return fail(taken.error());
        if (*taken) {
            at_work_.insert(id);
            if (!task.is_quick) ++long_ones_at_work_;
            ++begun;
            spawn_(work(&task, std::move(**taken)));
            continue;
        }
        auto standing = co_await runs_.find(id);
        if (!standing) co_return fail(standing.error());
        if (*standing && (*standing)->done_at) done_.insert(id);
    }
    co_return begun;
}

awaitable<Result<std::string>> Runner::attempt(const Task* task, Attempt attempt) {
    // Nothing a task throws may end the others.
    try {
        co_return co_await task->run(std::move(attempt));
    } catch (const std::exception& failure) {
        co_return fail(ErrorCode::internal_error, failure.what());
    }
}

awaitable<void> Runner::work(const Task* task, ports::TaskRun taken) {
    Attempt next{taken.id.period, taken.attempts};
    auto answer = co_await attempt(task, std::move(next));
    ports::RunOutcome outcome{taken.id, rules_.owner, answer.has_value(), answer ? *answer : told(answer.error())};
    outcome.at = clock_.now();
    outcome.next_try_at = outcome.at + rules_.back_off.pause_after(taken.attempts);
    const Finished finished{taken.id, taken.attempts + 1, outcome.done, outcome.outcome};
    // Killed here, or not written: another daemon takes it up when the hold is over, and finds the work done.
    auto noted = co_await runs_.note(std::move(outcome));
    at_work_.erase(taken.id);
    if (!task->is_quick) --long_ones_at_work_;
    if (noted && finished.done) done_.insert(taken.id);
    if (tell_) tell_(finished);
}

awaitable<void> Runner::renew() {
    const std::set<ports::RunId> held = at_work_;
    for (const ports::RunId& id : held) {
        if (!at_work_.contains(id)) continue;  // it has ended meanwhile
        auto renewed = co_await runs_.renew(query_of(id));
        // Of one that was lost, or cannot be renewed now, nothing is undone: its steps may be repeated beside it.
        static_cast<void>(renewed);
    }
}

awaitable<Result<std::vector<ports::ScheduledRun>>> Runner::schedule() {
    std::vector<ports::ScheduledRun> all;
    for (const Task& task : tasks_) {
        auto periods = co_await task.when(clock_.now());
        if (!periods) co_return fail(periods.error());
        for (Due& due : *periods) {
            ports::RunId id{task.name, std::move(due.period)};
            auto run = co_await runs_.find(id);
            if (!run) co_return fail(run.error());
            if (*run && (*run)->done_at) continue;
            all.push_back({std::move(id), due.from, std::move(due.why), std::move(*run)});
        }
    }
    std::ranges::sort(all, {}, [](const ports::ScheduledRun& run) { return std::pair(run.from, run.id); });
    co_return all;
}

ports::RunQuery Runner::query_of(ports::RunId id) const {
    return {std::move(id), rules_.owner, clock_.now(), clock_.now() + rules_.hold};
}

}  // namespace clearing::schedule
