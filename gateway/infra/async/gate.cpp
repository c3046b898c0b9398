#include "gateway/infra/async/gate.hpp"

#include "gateway/infra/async/thrown.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::async {

namespace asio = boost::asio;

Gate::Gate(asio::any_io_executor executor) : executor_(executor), emptied_(executor) {}

bool Gate::spawn(asio::awaitable<void> work, std::function<void(std::string)> on_error) {
    if (closed_) return false;
    ++in_flight_;
    asio::co_spawn(executor_, std::move(work), [this, on_error = std::move(on_error)](std::exception_ptr thrown) {
        if (thrown && on_error) on_error(text_of(thrown));
        --in_flight_;
        if (in_flight_ == 0) emptied_.cancel();
    });
    return true;
}

asio::awaitable<bool> Gate::close(std::chrono::milliseconds limit) {
    closed_ = true;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (in_flight_ > 0 && std::chrono::steady_clock::now() < deadline) {
        // The same moment again is no change: a second caller of close() does not disturb the first for long.
        emptied_.expires_at(deadline);
        auto token = asio::as_tuple(asio::use_awaitable);
        co_await emptied_.async_wait(token);
    }
    co_return in_flight_ == 0;
}

}  // namespace clearing::async
