// What one step of a loop throws ends that step alone.
#include "gateway/wiring/loops.hpp"

#include "tests/support/event_loop.hpp"
#include "tests/unit/wiring/log_file.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

ports::awaitable<void> step(int& count) {
    ++count;
    if (count == 1) throw std::runtime_error("the first one");
    if (count == 2) throw 42;
    co_return;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loops_of_the_daemon)

BOOST_AUTO_TEST_CASE(a_loop_outlives_whatever_its_steps_throw_and_tells_it) {
    const LogFile log;
    test::EventLoop loop;
    wiring::Loops loops(loop.executor());
    int count = 0;
    loops.start("gauges", std::chrono::milliseconds(1), [&count] { return step(count); });
    loop.run_until([&count] { return count >= 4; });
    loop.run(loops.stop(std::chrono::seconds(5)));
    BOOST_TEST(log.tells("loop_failed", "the first one"));
    BOOST_TEST(log.tells("loop_failed", "an exception of unknown type"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
