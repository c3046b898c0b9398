#include "adapters/yangtze_delta/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::yangtze_delta {

awaitable<void> Signal::wait_until(TimePoint when) {
    timer_.expires_at(when);
    constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);
    co_await timer_.async_wait(as_result);
}

}  // namespace clearing::yangtze_delta
