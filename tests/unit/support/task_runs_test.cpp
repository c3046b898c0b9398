#include "tests/support/memory_day_store.hpp"
#include "tests/support/memory_task_runs.hpp"
#include "tests/support/task_runs_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct RunWorld {
    MemoryBooks books{[] { return parse_local_time("2018-10-16 12:00:00").value(); }};
    MemoryRunRows rows;
    MemoryLink other_link;
    MemoryTaskRuns runs{rows, books}, others{rows, other_link};
    MemoryDayStore days{books};
    MemoryUnagreedDays unagreed{books};

    TaskRunsContract contract() { return {runs, others, days, unagreed}; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_task_runs)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        RunWorld world;                \
        tests::name(world.contract()); \
    }
TASK_RUNS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
