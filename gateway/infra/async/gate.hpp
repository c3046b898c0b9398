#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace clearing::async {

/// What of the time until then is left; never less than nothing.
inline std::chrono::milliseconds left_until(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds::zero());
}

/// Counts what is in flight so that stopping can wait for it (clean shutdown). One executor, one thread.
class Gate {
public:
    explicit Gate(boost::asio::any_io_executor executor);

    bool is_closed() const { return closed_; }
    std::size_t in_flight() const { return in_flight_; }

    /// Starts `work` unless the gate is closed (then false). An exception out of `work` goes to `on_error` by text.
    bool spawn(boost::asio::awaitable<void> work, std::function<void(std::string)> on_error = {});

    /// No new work from here on; returns when the last is done or `limit` has passed (then false).
    boost::asio::awaitable<bool> close(std::chrono::milliseconds limit);
    /// The same, and new work is taken on.
    boost::asio::awaitable<bool> wait_until_empty(std::chrono::milliseconds limit);

private:
    void end_one();

    boost::asio::any_io_executor executor_;
    std::vector<std::weak_ptr<boost::asio::steady_timer>> waiting_;  ///< until nothing is in flight
    std::size_t in_flight_ = 0;
    bool closed_ = false;
};

}  // namespace clearing::async
