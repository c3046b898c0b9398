#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace clearing::test {

/// One io_context for a test; `run` drives it until a coroutine is done, for a bounded time.
class EventLoop {
public:
    static constexpr std::chrono::seconds patience{20};

    boost::asio::io_context& context() { return context_; }
    boost::asio::any_io_executor executor() { return context_.get_executor(); }

    /// What `work` answers; what it throws is thrown on. Throws when it takes longer than our patience.
    template <class T>
    T run(boost::asio::awaitable<T> work) {
        std::exception_ptr thrown;
        std::optional<T> answer;
        bool done = false;
        boost::asio::co_spawn(context_, keep(std::move(work), answer), [&](std::exception_ptr error) {
            thrown = error;
            done = true;
        });
        drive(done);
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*answer);
    }

    void run(boost::asio::awaitable<void> work) {
        std::exception_ptr thrown;
        bool done = false;
        boost::asio::co_spawn(context_, std::move(work), [&](std::exception_ptr error) {
            thrown = error;
            done = true;
        });
        drive(done);
        if (thrown) std::rethrow_exception(thrown);
    }

    /// Drives the loop until `holds` answers true.
    template <class Condition>
    void run_until(Condition holds) {
        const auto end = std::chrono::steady_clock::now() + patience;
        context_.restart();
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end) throw std::runtime_error("waited too long for an event");
            context_.run_one_for(std::chrono::milliseconds(20));
            if (context_.stopped()) context_.restart();
        }
    }

private:
    template <class T>
    static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, std::optional<T>& answer) {
        answer.emplace(co_await std::move(work));
    }

    void drive(const bool& done) {
        run_until([&done] { return done; });
    }

    boost::asio::io_context context_{1};
};

}  // namespace clearing::test
