#pragma once

#include "gateway/ports/task_runs.hpp"
#include "gateway/ports/unagreed_days.hpp"
#include "tests/support/memory_books.hpp"

#include <functional>
#include <map>

namespace clearing::tests {

/// What the database keeps about runs of tasks; several daemons share it.
struct MemoryRunRows {
    struct Row {
        ports::TaskRun run;
        long long no = 0;  ///< in the order they were first taken
    };
    std::map<ports::RunId, Row> rows;
};

class MemoryTaskRuns final : public ports::TaskRuns {
public:
    MemoryTaskRuns(MemoryRunRows& rows, MemoryLink& link) : rows_(rows), link_(link) {}

    ports::awaitable<Result<std::optional<ports::TaskRun>>> take(ports::RunQuery query) override;
    ports::awaitable<Result<bool>> renew(ports::RunQuery query) override;
    ports::awaitable<Result<void>> note(ports::RunOutcome outcome) override;
    ports::awaitable<Result<std::optional<ports::TaskRun>>> find(ports::RunId id) override;
    ports::awaitable<Result<std::vector<ports::TaskRun>>> left_behind(Instant now) override;
    ports::awaitable<Result<std::vector<ports::TaskRun>>> newest(std::size_t limit) override;

private:
    /// Those that fit, in the order they were first taken.
    std::vector<ports::TaskRun> runs_that(const std::function<bool(const ports::TaskRun&)>& fit) const;
    MemoryRunRows::Row* held_row(const ports::RunId& id, const std::string& owner);

    MemoryRunRows& rows_;
    MemoryLink& link_;
};

/// Over the days of the books.
class MemoryUnagreedDays final : public ports::UnagreedDays {
public:
    explicit MemoryUnagreedDays(MemoryBooks& books) : books_(books) {}
    ports::awaitable<Result<std::vector<ports::Day>>> unagreed() override;

private:
    MemoryBooks& books_;
};

}  // namespace clearing::tests
