#pragma once

#include "gateway/infra/tls/connect.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace clearing::bench {

/// What came back: the body, or why nothing did. `sent` false: provably nothing was.
struct Answer {
    unsigned status = 0;
    std::string body, failure;
    bool sent = false;
};

/// HTTP/1.1 over keep-alive connections, one request at a time on each, opened as they are needed. Written by hand, so
/// that measuring costs little.
class HttpConnections {
public:
    explicit HttpConnections(tls::Target target) : target_(std::move(target)) {}

    boost::asio::awaitable<Answer> post(std::string path, std::string body);
    boost::asio::awaitable<Answer> get(std::string path);

    /// Opens so many that do nothing, and keeps them. Answers how many stand.
    boost::asio::awaitable<std::size_t> open_idle(std::size_t wanted);
    boost::asio::awaitable<void> close_idle();

private:
    using Connection = std::shared_ptr<tls::Stream>;
    boost::asio::awaitable<Answer> exchange(std::string request);
    static boost::asio::awaitable<bool> read_answer(Connection connection, Answer& answer);

    tls::Target target_;
    std::vector<Connection> free_, idle_;
};

/// The scalar member `name` wherever it first stands in a JSON text, without quotes; "" without one.
std::string_view member(std::string_view json, std::string_view name);

}  // namespace clearing::bench
