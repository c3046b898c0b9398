#include "gateway/infra/async/gate.hpp"

#include "gateway/infra/async/thrown.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::async {

namespace asio = boost::asio;

Gate::Gate(asio::any_io_executor executor) : executor_(std::move(executor)) {}

bool Gate::spawn(asio::awaitable<void> work, std::function<void(std::string)> on_error) {
    if (closed_) return false;
    ++in_flight_;
    asio::co_spawn(executor_, std::move(work), [this, on_error = std::move(on_error)](std::exception_ptr thrown) {
        if (thrown && on_error) on_error(text_of(thrown));
        end_one();
    });
    return true;
}

void Gate::end_one() {
    if (--in_flight_ > 0) return;
    for (const auto& waiting : std::exchange(waiting_, {}))
        if (const auto timer = waiting.lock()) timer->cancel();
}

asio::awaitable<bool> Gate::close(std::chrono::milliseconds limit) {
    closed_ = true;
    co_return co_await wait_until_empty(limit);
}

asio::awaitable<bool> Gate::wait_until_empty(std::chrono::milliseconds limit) {
    // To each its own: setting a timer anew would end the waiting of all others.
    const auto timer = std::make_shared<asio::steady_timer>(executor_, limit);
    while (in_flight_ > 0 && std::chrono::steady_clock::now() < timer->expiry()) {
        std::erase_if(waiting_, [](const auto& waiting) { return waiting.expired(); });
        waiting_.push_back(timer);
        auto token = asio::as_tuple(asio::use_awaitable);
        co_await timer->async_wait(token);
    }
    co_return in_flight_ == 0;
}

}  // namespace clearing::async
