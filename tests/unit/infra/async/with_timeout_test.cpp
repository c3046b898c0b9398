#include "gateway/infra/async/with_timeout.hpp"

#include "tests/support/event_loop.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using clearing::async::with_timeout;
using std::chrono::steady_clock;

namespace {

constexpr auto forever = 1h;

struct Sets {
    bool& flag;
    ~Sets() { flag = true; }
};

asio::awaitable<void> sleep_for(steady_clock::duration time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<int> answer_after(int answer, steady_clock::duration time, bool& let_go) {
    const Sets at_the_end{let_go};
    co_await sleep_for(time);
    co_return answer;
}

asio::awaitable<int> throw_at_once() {
    co_await sleep_for(0ms);
    throw std::runtime_error("broken");
}

/// Answers even when it is cancelled, as operations do that turn every error into a value.
asio::awaitable<std::string> answer_when_cancelled() {
    asio::steady_timer timer(co_await asio::this_coro::executor, forever);
    const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return error ? "cancelled" : "never";
}

struct Answer {
    explicit Answer(int v) : value(v) {}
    int value;
};

asio::awaitable<Answer> answer_without_default() {
    co_return Answer(7);
}

asio::awaitable<std::optional<int>> two_deep(bool& let_go) {
    auto inner = answer_after(1, forever, let_go);
    auto outer = with_timeout(std::move(inner), forever);
    auto limited = with_timeout(std::move(outer), 5ms);
    const auto answer = co_await std::move(limited);
    co_return answer ? *answer : std::nullopt;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(with_timeout_test, clearing::test::EventLoop)

BOOST_AUTO_TEST_CASE(an_operation_in_time_gives_its_answer) {
    bool let_go = false;
    const auto answer = run(with_timeout(answer_after(42, 1ms, let_go), forever));
    BOOST_REQUIRE(answer);
    BOOST_TEST(*answer == 42);
}

BOOST_AUTO_TEST_CASE(a_late_operation_is_cancelled_and_has_let_go_when_we_answer_nothing) {
    bool let_go = false;
    const auto answer = run(with_timeout(answer_after(42, forever, let_go), 5ms));
    BOOST_TEST(!answer);
    BOOST_TEST(let_go);
}

BOOST_AUTO_TEST_CASE(an_exception_comes_through_without_waiting_for_the_limit) {
    BOOST_CHECK_THROW(run(with_timeout(throw_at_once(), forever)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_an_operation_answers_after_its_limit_counts_for_nothing) {
    BOOST_TEST(!run(with_timeout(answer_when_cancelled(), 5ms)));
}

BOOST_AUTO_TEST_CASE(cancelling_the_caller_cancels_the_operation_within) {
    bool let_go = false;
    BOOST_TEST(!run(two_deep(let_go)).has_value());
    BOOST_TEST(let_go);
}

BOOST_AUTO_TEST_CASE(an_answer_needs_no_default) {
    const auto answer = run(with_timeout(answer_without_default(), forever));
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->value == 7);
}

BOOST_AUTO_TEST_CASE(a_limit_already_past_gives_nothing) {
    bool let_go = false;
    BOOST_TEST(!run(with_timeout(answer_after(1, forever, let_go), -1s)));
}

BOOST_AUTO_TEST_SUITE_END()
