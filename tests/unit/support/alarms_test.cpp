#include "tests/support/alarms_contract.hpp"
#include "tests/support/memory_alarms.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct AlarmWorld {
    MemoryAlarmRows rows;
    MemoryLink link, other_link;
    MemoryAlarms alarms{rows, link}, others{rows, other_link};

    AlarmsContract contract() {
        return {alarms, others, alarms, [this](long long no) { alarms.acknowledge(no); }};
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_alarms)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        AlarmWorld world;              \
        tests::name(world.contract()); \
    }
ALARMS_CONTRACT(CASE)
#undef CASE
BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
