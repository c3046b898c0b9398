#pragma once

#include "gateway/ports/awaitable.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/wire.hpp"

#include <exception>
#include <map>
#include <memory>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::simulation {

/// How an exchange over the network ended for its asker.
enum class Ending : std::uint8_t {
    elapsed,   ///< the time waited for is over
    answered,  ///< with an answer, whatever it says
    not_sent,  ///< provably: no usable connection
    cut,       ///< the connection broke after something was sent
};

struct Wakeup {
    Ending ending{};
    AnswerPtr answer;
};

/// One life of a daemon: its coroutines run on it and die with it. What is scheduled for a process that is gone, or for
/// a wait that is over, does nothing.
class Process : public std::enable_shared_from_this<Process> {
public:
    explicit Process(Schedule& schedule);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void spawn(ports::awaitable<void> work);

    using Ticket = std::uint64_t;
    /// Waits until somebody wakes the ticket that `start(ticket)` got.
    template <class Start>
    ports::awaitable<Wakeup> suspended(Start start);
    ports::awaitable<void> sleep(Millis span);
    /// For good: only the end of the process ends it.
    ports::awaitable<void> hang();
    void wake(Ticket ticket, Wakeup wakeup);
    /// Wakes it later, unless it is gone by then.
    void wake_after(Millis span, Ticket ticket, Wakeup wakeup);

    Schedule& schedule() { return schedule_; }
    /// What escaped from a coroutine: a fault of the program.
    std::exception_ptr escaped() const { return escaped_; }

private:
    void run_until_idle();

    Schedule& schedule_;
    boost::asio::io_context context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    // Destroyed before the context: a waiting coroutine's frame is handed to it and goes with it.
    std::map<Ticket, boost::asio::any_completion_handler<void(Wakeup)>> waiting_;
    Ticket tickets_ = 0;
    std::exception_ptr escaped_;
};

template <class Start>
ports::awaitable<Wakeup> Process::suspended(Start start) {
    auto initiate = [this, start = std::move(start)](auto handler) mutable {
        const Ticket ticket = ++tickets_;
        waiting_.emplace(ticket, std::move(handler));
        start(ticket);
    };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Wakeup)>(
        std::move(initiate), boost::asio::use_awaitable);
}

}  // namespace clearing::simulation
