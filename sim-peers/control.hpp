#pragma once

#include "sim-peers/http_door.hpp"

#include <expected>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::tls {
class Listener;
}

namespace clearing::peers {

class World;

/// The control API over a Unix socket: faults, clock, stories, load, day close, books (README.md lists it).
class Control {
public:
    Control(boost::asio::any_io_executor executor, World& world);
    ~Control();

    std::expected<void, std::string> open(const std::string& socket_path);
    void close();

private:
    boost::asio::awaitable<HttpReply> answer(HttpQuestion question);
    boost::asio::awaitable<std::expected<Json, std::string>> handle(HttpQuestion question, Json body);

    boost::asio::any_io_executor executor_;
    World& world_;
    std::unique_ptr<tls::Listener> listener_;
};

}  // namespace clearing::peers
