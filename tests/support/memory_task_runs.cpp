#include "tests/support/memory_task_runs.hpp"

#include <algorithm>
#include <tuple>

namespace clearing::tests {

using ports::awaitable;
using ports::TaskRun;
using Row = MemoryRunRows::Row;

Row* MemoryTaskRuns::held_row(const ports::RunId& id, const std::string& owner) {
    const auto found = rows_.rows.find(id);
    if (found == rows_.rows.end() || found->second.run.owner != owner || !found->second.run.taken_until) return nullptr;
    return &found->second;
}

std::vector<TaskRun> MemoryTaskRuns::runs_that(const std::function<bool(const TaskRun&)>& fit) const {
    std::vector<const Row*> rows;
    for (const auto& [id, row] : rows_.rows)
        if (fit(row.run)) rows.push_back(&row);
    std::ranges::sort(rows, {}, &Row::no);
    std::vector<TaskRun> runs;
    for (const Row* row : rows)
        runs.push_back(row->run);
    return runs;
}

awaitable<Result<std::optional<TaskRun>>> MemoryTaskRuns::take(ports::RunQuery query) {
    auto work = [this, q = std::move(query)](MemoryWrite& write) -> Result<std::optional<TaskRun>> {
        const auto found = rows_.rows.find(q.id);
        if (found != rows_.rows.end()) {
            const TaskRun& run = found->second.run;
            const bool is_held = run.taken_until && *run.taken_until > q.now;
            if (run.done_at || run.next_try_at > q.now || is_held) return std::nullopt;
        }
        const auto count = static_cast<long long>(rows_.rows.size());
        Row& row = write.at(rows_.rows, q.id);
        if (row.no == 0) {
            row.no = count + 1;
            row.run.id = q.id;
            row.run.next_try_at = q.now;
        }
        row.run.owner = q.owner;
        row.run.taken_until = q.taken_until;
        return row.run;
    };
    co_return co_await link_.write("task.take", std::move(work));
}

awaitable<Result<bool>> MemoryTaskRuns::renew(ports::RunQuery query) {
    auto work = [this, q = std::move(query)](MemoryWrite& write) -> Result<bool> {
        if (held_row(q.id, q.owner) == nullptr) return false;
        write.at(rows_.rows, q.id).run.taken_until = q.taken_until;
        return true;
    };
    co_return co_await link_.write("task.renew", std::move(work));
}

awaitable<Result<void>> MemoryTaskRuns::note(ports::RunOutcome outcome) {
    auto work = [this, o = std::move(outcome)](MemoryWrite& write) -> Result<void> {
        if (held_row(o.id, o.owner) == nullptr) return {};
        TaskRun& run = write.at(rows_.rows, o.id).run;
        ++run.attempts;
        run.outcome = o.outcome;
        run.taken_until.reset();
        if (o.done)
            run.done_at = o.at;
        else
            run.next_try_at = o.next_try_at;
        return {};
    };
    co_return co_await link_.write("task.note", std::move(work));
}

awaitable<Result<std::optional<TaskRun>>> MemoryTaskRuns::find(ports::RunId id) {
    auto work = [this, id = std::move(id)]() -> Result<std::optional<TaskRun>> {
        const auto found = rows_.rows.find(id);
        if (found == rows_.rows.end()) return std::nullopt;
        return found->second.run;
    };
    co_return co_await link_.read("task.find", std::move(work));
}

awaitable<Result<std::vector<TaskRun>>> MemoryTaskRuns::left_behind(Instant now) {
    auto work = [this, now]() -> Result<std::vector<TaskRun>> {
        return runs_that(
            [&](const TaskRun& run) { return !run.done_at && run.taken_until && *run.taken_until <= now; });
    };
    co_return co_await link_.read("task.left", std::move(work));
}

awaitable<Result<std::vector<TaskRun>>> MemoryTaskRuns::newest(std::size_t limit) {
    auto work = [this, limit]() -> Result<std::vector<TaskRun>> {
        std::vector<TaskRun> runs = runs_that([](const TaskRun&) { return true; });
        std::ranges::reverse(runs);
        runs.resize(std::min(runs.size(), limit));
        return runs;
    };
    co_return co_await link_.read("task.newest", std::move(work));
}

awaitable<Result<std::vector<ports::Day>>> MemoryUnagreedDays::unagreed() {
    auto work = [this]() -> Result<std::vector<ports::Day>> {
        std::vector<ports::Day> days;
        for (const auto& [key, kept] : books_.days)
            if (!is_agreed(kept.day.state)) days.push_back(kept.day);
        std::ranges::sort(days, {}, [](const ports::Day& day) {
            return std::tuple(day.key.day, day.key.platform, day.key.counterparty, name_of(day.key.direction));
        });
        return days;
    };
    co_return co_await books_.read("day.unagreed", std::move(work));
}

}  // namespace clearing::tests
