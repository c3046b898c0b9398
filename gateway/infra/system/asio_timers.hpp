#pragma once

#include "gateway/ports/timers.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace clearing::system {

class AsioTimers final : public ports::Timers {
public:
    explicit AsioTimers(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
    ports::awaitable<void> wait(std::chrono::milliseconds span) override;

private:
    boost::asio::any_io_executor executor_;
};

}  // namespace clearing::system
