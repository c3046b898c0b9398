#pragma once

#include "gateway/ports/task_runs.hpp"
#include "gateway/ports/unagreed_days.hpp"
#include "tests/support/ask.hpp"

namespace clearing::tests {

/// The rows of runs as their contract sees them, made of memory or of PostgreSQL: two daemons of one database.
struct TaskRunsContract {
    ports::TaskRuns& runs;
    ports::TaskRuns& runs_of_another;
    ports::DayStore& days;
    ports::UnagreedDays& unagreed;
};

#define TASK_RUNS_CONTRACT(CASE)                                 \
    CASE(of_many_that_ask_for_a_run_at_once_one_gets_it)         \
    CASE(a_run_that_is_done_is_never_taken_again)                \
    CASE(a_run_that_failed_is_free_when_its_time_has_come)       \
    CASE(a_dead_daemons_run_is_taken_over_when_its_time_is_over) \
    CASE(a_run_that_is_renewed_stays_its_holders)                \
    CASE(what_a_dead_daemon_left_is_listed_oldest_first)         \
    CASE(the_outcome_of_one_who_lost_the_run_changes_nothing)    \
    CASE(runs_are_listed_newest_first)                           \
    CASE(days_that_are_not_agreed_are_listed_oldest_first)

#define DECLARE(name) void name(const TaskRunsContract& store);
TASK_RUNS_CONTRACT(DECLARE)
#undef DECLARE

}  // namespace clearing::tests
