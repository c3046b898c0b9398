#include "gateway/services/schedule/runner.hpp"

#include "tests/support/ask.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/memory_task_runs.hpp"

#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::schedule;
using namespace std::chrono_literals;

namespace {

struct World {
    tests::FakeClock clock{"2018-10-17 00:00:00"};
    tests::MemoryRunRows rows;
    tests::MemoryLink link;
    tests::MemoryTaskRuns runs{rows, link};
    tests::Ask ask;
    std::vector<std::string> done;  ///< "task period", in the order they ended well
    std::vector<Finished> told;
    std::map<std::string, int> failures_to_come;
    std::map<std::string, bool> stuck;  ///< until it is let go
    boost::asio::steady_timer held{tests::Ask::loop().executor(), 1h};

    /// One period after the other, each from its own time.
    Task task(const std::string& name, std::vector<std::pair<std::string, std::chrono::minutes>> periods) {
        Task made{name, {}, {}};
        const Instant begin = clock.now();
        made.when = [periods, begin](Instant) -> awaitable<Result<std::vector<Due>>> {
            std::vector<Due> due;
            for (const auto& [period, after] : periods)
                due.push_back({period, begin + after, "by the test"});
            co_return due;
        };
        made.run = [this, name](Attempt attempt) -> awaitable<Result<std::string>> {
            while (stuck[attempt.period]) {
                boost::system::error_code cancelled;
                co_await held.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
            }
            if (failures_to_come[attempt.period] > 0) {
                --failures_to_come[attempt.period];
                co_return fail(ErrorCode::peer_unreachable, "nobody there");
            }
            done.push_back(name + " " + attempt.period);
            co_return std::string("well done");
        };
        return made;
    }
    Runner runner(std::vector<Task> tasks, const std::string& owner = "one", std::size_t at_once = 16) {
        RunnerRules rules{.owner = owner, .back_off = {30s, 5min}, .hold = 1min, .at_once = at_once};
        return {std::move(tasks),
                runs,
                clock,
                rules,
                [](awaitable<void> run) {
                    boost::asio::co_spawn(tests::Ask::loop().context(), std::move(run), boost::asio::detached);
                },
                [this](const Finished& finished) { told.push_back(finished); }};
    }
    int step(Runner& runner) {
        const auto step = ask.value(runner.step());
        tests::Ask::loop().context().restart();
        tests::Ask::loop().context().poll();
        return step.begun;
    }
    void let_go(const std::string& period) {
        stuck[period] = false;
        held.cancel();
        tests::Ask::loop().context().restart();
        tests::Ask::loop().context().poll();
    }
};

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(a_runner)

BOOST_AUTO_TEST_CASE(does_each_period_once_when_its_time_has_come) {
    World world;
    Runner runner = world.runner({world.task("a", {{"1", 0min}, {"2", 10min}}), world.task("b", {{"1", 0min}})});
    BOOST_TEST(world.step(runner) == 2);
    BOOST_TEST(world.step(runner) == 0);
    world.clock.advance(10min);
    BOOST_TEST(world.step(runner) == 1);
    world.clock.advance(24h);
    BOOST_TEST(world.step(runner) == 0);
    const Lines wanted{"a 1", "b 1", "a 2"};
    BOOST_TEST(world.done == wanted, boost::test_tools::per_element());
    BOOST_REQUIRE(world.told.size() == 3U);
    BOOST_TEST(world.told[0].done);
    BOOST_TEST(world.told[0].outcome == "well done");
}

BOOST_AUTO_TEST_CASE(that_is_started_again_does_nothing_twice) {
    World world;
    const Task task = world.task("a", {{"1", 0min}});
    Runner first = world.runner({task}), restarted = world.runner({task}, "one"), other = world.runner({task}, "two");
    world.step(first);
    BOOST_TEST(world.step(restarted) == 0);
    BOOST_TEST(world.step(other) == 0);
    BOOST_TEST(world.done.size() == 1U);
}

BOOST_AUTO_TEST_CASE(tries_again_with_longer_pauses_and_never_gives_up) {
    World world;
    world.failures_to_come["1"] = 6;
    Runner runner = world.runner({world.task("a", {{"1", 0min}})});
    std::vector<long long> pauses;
    while (world.done.empty()) {
        const Instant before = world.clock.now();
        while (world.step(runner) == 0)
            world.clock.advance(1s);
        pauses.push_back(std::chrono::duration_cast<std::chrono::seconds>(world.clock.now() - before).count());
    }
    const std::vector<long long> wanted{0, 30, 60, 120, 240, 300, 300};
    BOOST_TEST(pauses == wanted, boost::test_tools::per_element());
    BOOST_TEST(world.told.front().outcome == "GW2001 nobody there");
    BOOST_TEST(world.told.back().attempts == 7);
}

BOOST_AUTO_TEST_CASE(goes_on_with_the_others_while_one_is_stuck) {
    World world;
    world.stuck["1"] = true;
    Runner runner = world.runner({world.task("a", {{"1", 0min}, {"2", 0min}, {"3", 5min}})});
    BOOST_TEST(world.step(runner) == 2);
    BOOST_TEST(runner.at_work() == 1U);
    world.clock.advance(5min);
    BOOST_TEST(world.step(runner) == 1);
    world.let_go("1");
    const Lines wanted{"a 2", "a 3", "a 1"};
    BOOST_TEST(world.done == wanted, boost::test_tools::per_element());
    BOOST_TEST(runner.at_work() == 0U);
}

BOOST_AUTO_TEST_CASE(keeps_what_it_renews_and_loses_what_it_does_not) {
    World world;
    world.stuck["1"] = true;
    const Task task = world.task("a", {{"1", 0min}});
    Runner slow = world.runner({task}, "one");
    Runner other = world.runner({task}, "two");
    world.step(slow);
    for (int i = 0; i < 10; ++i) {
        world.clock.advance(50s);
        world.ask.loop().run(slow.renew());
        BOOST_TEST(world.step(other) == 0);
    }
    world.clock.advance(1min);  // it sleeps
    world.stuck["1"] = false;
    BOOST_TEST(world.step(other) == 1);
    BOOST_TEST(world.rows.rows.at({"a", "1"}).run.owner == "two");
    world.let_go("1");
    BOOST_TEST(world.rows.rows.at({"a", "1"}).run.attempts == 1);  // the sleeper's outcome changed nothing
}

BOOST_AUTO_TEST_CASE(begins_no_more_at_once_than_it_may) {
    World world;
    for (const char* period : {"1", "2", "3"})
        world.stuck[period] = true;
    Runner runner = world.runner({world.task("a", {{"1", 0min}, {"2", 0min}, {"3", 0min}})}, "one", 2);
    BOOST_TEST(world.step(runner) == 2);
    BOOST_TEST(world.step(runner) == 0);
    for (const char* period : {"1", "2", "3"})
        world.let_go(period);
    BOOST_TEST(world.step(runner) == 1);
    BOOST_TEST(world.done.size() == 3U);
}

BOOST_AUTO_TEST_CASE(keeps_nothing_quick_waiting_for_what_takes_long) {
    World world;
    for (const char* period : {"1", "2", "3"})
        world.stuck[period] = true;
    Task quick = world.task("quick", {{"now", 0min}});
    quick.is_quick = true;
    Runner runner = world.runner({world.task("a", {{"1", 0min}, {"2", 0min}, {"3", 0min}}), quick}, "one", 2);
    BOOST_TEST(world.step(runner) == 3);
    BOOST_TEST(world.done == Lines{"quick now"}, boost::test_tools::per_element());
    for (const char* period : {"1", "2", "3"})
        world.let_go(period);
    BOOST_TEST(world.step(runner) == 1);
}

BOOST_AUTO_TEST_CASE(survives_a_task_that_throws_and_one_that_cannot_say_what_is_due) {
    World world;
    Task throwing = world.task("throwing", {{"1", 0min}});
    throwing.run = [](Attempt) -> awaitable<Result<std::string>> {
        throw std::runtime_error("a fault of ours");
        co_return std::string();
    };
    Task blind = world.task("blind", {});
    blind.when = [](Instant) -> awaitable<Result<std::vector<Due>>> { co_return fail(ErrorCode::not_loaded); };
    Runner runner = world.runner({throwing, blind, world.task("a", {{"1", 0min}})});
    const auto step = world.ask.value(runner.step());
    tests::Ask::loop().context().restart();
    tests::Ask::loop().context().poll();
    BOOST_REQUIRE(step.faults.size() == 1U);
    BOOST_TEST(step.faults[0].first == "blind");
    BOOST_TEST(world.done.size() == 1U);
    BOOST_TEST(world.told[0].outcome == "GW2009 a fault of ours");
}

BOOST_AUTO_TEST_CASE(says_what_comes_next_and_why) {
    World world;
    world.failures_to_come["2"] = 1;
    Runner runner = world.runner({world.task("a", {{"1", 0min}, {"2", 0min}, {"3", 10min}})});
    world.step(runner);
    const auto planned = world.ask.value(runner.schedule());
    BOOST_REQUIRE(planned.size() == 2U);
    BOOST_TEST(planned[0].id.period == "2");
    BOOST_TEST(planned[0].run->outcome == "GW2001 nobody there");
    BOOST_TEST(planned[1].id.period == "3");
    BOOST_TEST(planned[1].why == "by the test");
    BOOST_TEST(!planned[1].run.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
