#include "gateway/infra/system/asio_timers.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::system {

ports::awaitable<void> AsioTimers::wait(std::chrono::milliseconds span) {
    boost::asio::steady_timer timer(executor_, span);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace clearing::system
