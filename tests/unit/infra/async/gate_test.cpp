#include "gateway/infra/async/gate.hpp"

#include "tests/support/event_loop.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct GateFixture : clearing::test::EventLoop {
    clearing::async::Gate gate{executor()};
};

asio::awaitable<void> work_for(std::chrono::milliseconds time, bool& done) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
    done = true;
}

asio::awaitable<void> fail() {
    throw std::runtime_error("broken");
    co_return;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gate_test, GateFixture)

BOOST_AUTO_TEST_CASE(an_open_gate_starts_work_and_counts_it) {
    bool done = false;
    BOOST_TEST(gate.spawn(work_for(1ms, done)));
    BOOST_TEST(gate.in_flight() == 1u);
    run_until([&] { return gate.in_flight() == 0; });
    BOOST_TEST(done);
}

BOOST_AUTO_TEST_CASE(closing_waits_for_what_is_in_flight) {
    bool done = false;
    gate.spawn(work_for(20ms, done));
    BOOST_TEST(run(gate.close(10s)));
    BOOST_TEST(done);
    BOOST_TEST(gate.is_closed());
}

BOOST_AUTO_TEST_CASE(a_closed_gate_starts_nothing) {
    BOOST_TEST(run(gate.close(1s)));
    bool done = false;
    BOOST_TEST(!gate.spawn(work_for(0ms, done)));
    BOOST_TEST(gate.in_flight() == 0u);
}

BOOST_AUTO_TEST_CASE(closing_gives_up_at_its_limit) {
    bool done = false;
    gate.spawn(work_for(1h, done));
    BOOST_TEST(!run(gate.close(10ms)));
    BOOST_TEST(gate.in_flight() == 1u);
}

BOOST_AUTO_TEST_CASE(two_who_close_learn_both_of_the_end) {
    bool done = false;
    gate.spawn(work_for(20ms, done));
    std::optional<bool> longer;
    asio::co_spawn(context(), gate.close(1h), [&](std::exception_ptr, bool empty) { longer = empty; });
    BOOST_TEST(run(gate.close(10s)));
    run_until([&] { return longer.has_value(); });
    BOOST_TEST(*longer);
}

BOOST_AUTO_TEST_CASE(two_who_close_give_up_each_at_its_own_limit_and_do_not_wake_each_other) {
    bool done = false;
    gate.spawn(work_for(1h, done));
    std::vector<int> gave_up;
    for (const int limit : {200, 20})
        asio::co_spawn(context(), gate.close(std::chrono::milliseconds(limit)),
                       [&gave_up, limit](std::exception_ptr, bool empty) {
                           if (!empty) gave_up.push_back(limit);
                       });
    std::size_t turns = 0;
    while (gave_up.size() < 2)
        turns += context().run_one();
    BOOST_TEST(gave_up == (std::vector{20, 200}), boost::test_tools::per_element());
    BOOST_TEST(turns < 50u);
}

BOOST_AUTO_TEST_CASE(who_waits_without_closing_keeps_nobody_out) {
    bool done = false;
    gate.spawn(work_for(1ms, done));
    BOOST_TEST(run(gate.wait_until_empty(10s)));
    BOOST_TEST(gate.spawn(work_for(1ms, done)));
}

BOOST_AUTO_TEST_CASE(an_exception_out_of_the_work_is_told_by_its_text) {
    std::string told;
    gate.spawn(fail(), [&told](std::string text) { told = std::move(text); });
    run_until([&] { return gate.in_flight() == 0; });
    BOOST_TEST(told == "broken");
}

BOOST_AUTO_TEST_CASE(an_exception_nobody_asked_about_ends_only_its_work) {
    gate.spawn(fail());
    BOOST_TEST(run(gate.close(1s)));
}

BOOST_AUTO_TEST_SUITE_END()
