#include "gateway/wiring/loops.hpp"

#include "gateway/infra/async/thrown.hpp"
#include "gateway/infra/log/log.hpp"

#include <exception>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::wiring {

void Loops::start(std::string name, std::chrono::milliseconds pause, Step step) {
    timers_.emplace_back(executor_);
    gate_.spawn(run(std::move(name), pause, std::move(step), timers_.back()));
}

ports::awaitable<void> Loops::run(std::string name, std::chrono::milliseconds pause, Step step,
                                  boost::asio::steady_timer& timer) {
    while (!stopping_) {
        try {
            co_await step();
        } catch (...) {
            log::error("loop_failed", {{"kind", name}, {"reason", async::text_of(std::current_exception())}});
        }
        if (stopping_) break;
        timer.expires_after(pause);
        boost::system::error_code cancelled;
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }
}

ports::awaitable<void> Loops::stop(std::chrono::milliseconds limit) {
    stopping_ = true;
    for (boost::asio::steady_timer& timer : timers_)
        timer.cancel();
    co_await gate_.close(limit);
}

}  // namespace clearing::wiring
