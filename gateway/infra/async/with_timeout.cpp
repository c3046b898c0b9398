#include "gateway/infra/async/with_timeout.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::async::detail {

namespace asio = boost::asio;

// Not awaitable_operators' `||`: that one waits out the timer when the operation throws, and forgets an answer
// that came in the same turn as the timer.
awaitable<bool> finished_within(awaitable<void> operation, Duration limit) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto race = asio::experimental::make_parallel_group(asio::co_spawn(executor, std::move(operation), asio::deferred),
                                                        timer.async_wait(asio::deferred));
    auto [order, thrown, timer_error] =
        co_await race.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    // A timer that ended by cancellation was not late: either the operation won, or our own caller was cancelled.
    const bool timer_was_first = order[0] == 1 && !timer_error;
    if (timer_was_first) co_return false;
    if (thrown) std::rethrow_exception(thrown);
    co_return true;
}

}  // namespace clearing::async::detail
