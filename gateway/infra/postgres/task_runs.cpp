#include "gateway/infra/postgres/task_runs.hpp"

namespace clearing::postgres {
namespace {

constexpr Write take_run{"task.take", Commit::alone};
constexpr Write renew_run{"task.renew", Commit::alone};
constexpr Write note_run{"task.note", Commit::alone};

#define RUN_COLUMNS                                                                                 \
    "task, period, owner, attempts, outcome, ms_of(next_try_at) AS next_ms, ms_of(taken_until) AS " \
    "taken_ms, ms_of(done_at) AS done_ms"

// One of those who ask at once inserts the row or updates it; the others then see that it is held.
constexpr Sql take_free{"take_run", R"sql(
    INSERT INTO task_run (task, period, owner, first_at, next_try_at, taken_until)
    VALUES ($1, $2, $3, instant_of($4), instant_of($4), instant_of($5))
    ON CONFLICT (task, period) DO UPDATE SET owner = excluded.owner, taken_until = excluded.taken_until
    WHERE task_run.done_at IS NULL AND task_run.next_try_at <= instant_of($4)
      AND (task_run.taken_until IS NULL OR task_run.taken_until <= instant_of($4))
    RETURNING )sql" RUN_COLUMNS};

constexpr Sql renew_held{"renew_run", R"sql(
    UPDATE task_run SET taken_until = instant_of($4)
    WHERE task = $1 AND period = $2 AND owner = $3 AND taken_until IS NOT NULL)sql"};

constexpr Sql end_run{"note_run_done", R"sql(
    UPDATE task_run SET attempts = attempts + 1, outcome = $4, done_at = instant_of($5), taken_until = NULL
    WHERE task = $1 AND period = $2 AND owner = $3 AND taken_until IS NOT NULL)sql"};
constexpr Sql put_off_run{"note_run_failed", R"sql(
    UPDATE task_run SET attempts = attempts + 1, outcome = $4, next_try_at = instant_of($5), taken_until = NULL
    WHERE task = $1 AND period = $2 AND owner = $3 AND taken_until IS NOT NULL)sql"};

constexpr Sql run_by_id{"find_run", "SELECT " RUN_COLUMNS " FROM task_run WHERE task = $1 AND period = $2"};
constexpr Sql runs_left{"runs_left", "SELECT " RUN_COLUMNS
                                     " FROM task_run WHERE done_at IS NULL AND taken_until <= instant_of($1)"
                                     " ORDER BY first_at, task, period"};
constexpr Sql newest_runs{"newest_runs",
                          "SELECT " RUN_COLUMNS " FROM task_run ORDER BY first_at DESC, task, period LIMIT $1"};
#undef RUN_COLUMNS

std::optional<Instant> optional_instant(const Row& row, std::string_view column) {
    if (row.is_null(column)) return std::nullopt;
    return row.instant(column);
}

ports::TaskRun read_run(const Row& row) {
    return {{row.text("task"), row.text("period")},
            row.text("owner"),
            static_cast<int>(row.number("attempts")),
            row.instant("next_ms"),
            optional_instant(row, "taken_ms"),
            optional_instant(row, "done_ms"),
            row.text("outcome")};
}

std::vector<ports::TaskRun> read_runs(const Rows& rows) {
    std::vector<ports::TaskRun> runs;
    for (const Row& row : rows)
        runs.push_back(read_run(row));
    return runs;
}

}  // namespace

awaitable<Result<std::optional<ports::TaskRun>>> TaskRuns::take(ports::RunQuery query) {
    auto work = [q = std::move(query)](Session& session) -> Result<std::optional<ports::TaskRun>> {
        const auto row = session.first(take_free, {q.id.task, q.id.period, q.owner, q.now, q.taken_until});
        if (!row) return std::nullopt;
        return read_run(*row);
    };
    // A take whose commit is lost is held by nobody who knows: it is free again when its time is over.
    return pool_.write(take_run, std::move(work));
}

awaitable<Result<bool>> TaskRuns::renew(ports::RunQuery query) {
    auto work = [q = std::move(query)](Session& session) -> Result<bool> {
        return session.run(renew_held, {q.id.task, q.id.period, q.owner, q.taken_until}).affected > 0;
    };
    return pool_.write_repeatable(renew_run, std::move(work));
}

awaitable<Result<void>> TaskRuns::note(ports::RunOutcome outcome) {
    auto work = [o = std::move(outcome)](Session& session) -> Result<void> {
        session.run(o.done ? end_run : put_off_run,
                    {o.id.task, o.id.period, o.owner, o.outcome, o.done ? o.at : o.next_try_at});
        return {};
    };
    return pool_.write_repeatable(note_run, std::move(work));
}

awaitable<Result<std::optional<ports::TaskRun>>> TaskRuns::find(ports::RunId id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<ports::TaskRun>> {
        const auto row = session.first(run_by_id, {id.task, id.period});
        if (!row) return std::nullopt;
        return read_run(*row);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::TaskRun>>> TaskRuns::left_behind(Instant now) {
    auto work = [now](Session& session) -> Result<std::vector<ports::TaskRun>> {
        return read_runs(session.run(runs_left, {now}));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::TaskRun>>> TaskRuns::newest(std::size_t limit) {
    auto work = [limit](Session& session) -> Result<std::vector<ports::TaskRun>> {
        return read_runs(session.run(newest_runs, {limit}));
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
