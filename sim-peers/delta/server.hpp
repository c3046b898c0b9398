#pragma once

#include "sim-peers/clock.hpp"
#include "sim-peers/door.hpp"
#include "sim-peers/faults.hpp"
#include "sim-peers/work_stamps.hpp"

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::delta::v1 {
class DayCloseRequest;
}

namespace clearing::peers::delta {

class InsuredSide;

/// Shanghai's listener: Hello first, then framed requests, multiplexed by correlation id, with the named faults of its
/// role.
class Server {
public:
    /// Only certificates of `partner_region` with the role `gateway` (or `partner`) are served.
    Server(boost::asio::any_io_executor executor, std::string role, unsigned short port,
           std::shared_ptr<tls::Credentials> credentials, std::string partner_region, InsuredSide& side,
           Faults& faults);

    Door& door() { return door_; }
    /// Every quote and settlement is stamped from now on.
    void stamp_work(WorkStamps& stamps) { stamps_ = &stamps; }

    /// Told of every request that may change the centre, before it does; the clock stands until it has.
    std::function<Clock::Standstill(const std::string& message, bool unbalanced)> on_request;

private:
    struct Connection;
    boost::asio::awaitable<void> serve(std::shared_ptr<tls::Stream> stream);
    boost::asio::awaitable<void> answer_one(std::shared_ptr<Connection> connection, std::string message);

    /// Faults of the book strike when the gateway closes the day.
    void spoil_book(const ::clearing::delta::v1::DayCloseRequest& close);

    boost::asio::any_io_executor executor_;
    std::string role_, partner_region_;
    InsuredSide& side_;
    Faults& faults_;
    WorkStamps* stamps_ = nullptr;
    Door door_;
};

}  // namespace clearing::peers::delta
