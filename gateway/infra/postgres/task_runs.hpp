#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/task_runs.hpp"

namespace clearing::postgres {

/// Which runs of tasks are done. The pool outlives it.
class TaskRuns final : public ports::TaskRuns {
public:
    explicit TaskRuns(Pool& pool) : pool_(pool) {}
    awaitable<Result<std::optional<ports::TaskRun>>> take(ports::RunQuery query) override;
    awaitable<Result<bool>> renew(ports::RunQuery query) override;
    awaitable<Result<void>> note(ports::RunOutcome outcome) override;
    awaitable<Result<std::optional<ports::TaskRun>>> find(ports::RunId id) override;
    awaitable<Result<std::vector<ports::TaskRun>>> left_behind(Instant now) override;
    awaitable<Result<std::vector<ports::TaskRun>>> newest(std::size_t limit) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
