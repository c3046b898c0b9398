#include "gateway/infra/postgres/task_runs.hpp"

#include "gateway/infra/postgres/unagreed_days.hpp"
#include "tests/integration/postgres/books.hpp"
#include "tests/support/task_runs_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {
namespace {

/// Two daemons on one database.
struct RunWorld {
    test::Books books;
    Pool other_pool{test::config_for(books.database.daemon_url(), 2)};
    TaskRuns runs{books.pool}, others{other_pool};
    UnagreedDays unagreed{books.pool};

    tests::TaskRunsContract contract() { return {runs, others, books.days, unagreed}; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(task_runs)

#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        RunWorld world;                \
        tests::name(world.contract()); \
    }
TASK_RUNS_CONTRACT(CASE)
#undef CASE

BOOST_AUTO_TEST_CASE(what_is_done_stays_done_whoever_asks) {
    RunWorld world;
    const ports::RunId id{"close_day", "x"};
    const Instant now = test::noon;
    world.books.value(world.runs.take({id, "one", now, now + std::chrono::minutes(1)}));
    world.books.value(world.runs.note({id, "one", true, "agreed", {}, now}));
    BOOST_TEST(!world.books.database.refusal_of("UPDATE task_run SET done_at = NULL").empty());
    BOOST_TEST(!world.books.database.refusal_of("UPDATE task_run SET period = 'y'").empty());
    BOOST_TEST(!world.books.database.refusal_of("DELETE FROM task_run").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
