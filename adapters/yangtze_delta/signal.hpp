#pragma once

#include <chrono>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace clearing::yangtze_delta {

using boost::asio::awaitable;
using TimePoint = std::chrono::steady_clock::time_point;

/// Wakes the one coroutine that waits. Who waits asks its question again in a loop: a wake is a hint, no promise.
/// One executor, one thread, at most one waiter at a time (a second would disturb the first for ever).
class Signal {
public:
    explicit Signal(boost::asio::any_io_executor executor) : timer_(executor) {}

    void notify() { timer_.cancel(); }
    awaitable<void> wait() { return wait_until(TimePoint::max()); }
    awaitable<void> wait_until(TimePoint when);

private:
    boost::asio::steady_timer timer_;
};

}  // namespace clearing::yangtze_delta
