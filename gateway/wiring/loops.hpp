#pragma once

#include "gateway/infra/async/gate.hpp"
#include "gateway/ports/awaitable.hpp"

#include <chrono>
#include <functional>
#include <list>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace clearing::wiring {

/// The daemon's recurring work: each loop runs its step, waits, runs it again; a step's failure is logged and the loop
/// goes on. Tests call the steps themselves.
class Loops {
public:
    using Step = std::function<ports::awaitable<void>()>;

    explicit Loops(boost::asio::any_io_executor executor) : executor_(executor), gate_(executor) {}

    void start(std::string name, std::chrono::milliseconds pause, Step step);
    /// No new step; waits for the running ones.
    ports::awaitable<void> stop(std::chrono::milliseconds limit);

private:
    ports::awaitable<void> run(std::string name, std::chrono::milliseconds pause, Step step,
                               boost::asio::steady_timer& timer);

    boost::asio::any_io_executor executor_;
    async::Gate gate_;
    std::list<boost::asio::steady_timer> timers_;
    bool stopping_ = false;
};

}  // namespace clearing::wiring
