#include "gateway/infra/tls/connect.hpp"

#include "gateway/infra/async/with_timeout.hpp"
#include "gateway/infra/tls/listener.hpp"
#include "gateway/infra/tls/open_stream.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace clearing::tls {

namespace asio = boost::asio;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;
using Addresses = tcp::resolver::results_type;
using Deadline = Stream::TimePoint;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// A look-up under way. Shared, since the system's resolver cannot be interrupted: we leave, it finishes on its own.
struct LookUp {
    explicit LookUp(const asio::any_io_executor& executor) : resolver(executor), finished(executor) {}
    tcp::resolver resolver;
    asio::steady_timer finished;
    boost::system::error_code error = asio::error::timed_out;
    Addresses addresses;
};

awaitable<std::expected<Addresses, std::string>> look_up(Target target, Deadline deadline) {
    const auto executor = co_await asio::this_coro::executor;
    boost::system::error_code not_an_address;
    const auto address = asio::ip::make_address(target.host, not_an_address);
    const std::string port = std::to_string(target.port);
    if (!not_an_address) co_return Addresses::create(tcp::endpoint(address, target.port), target.host, port);

    const auto look = std::make_shared<LookUp>(executor);
    look->finished.expires_at(deadline);
    look->resolver.async_resolve(target.host, port, [look](boost::system::error_code error, Addresses found) {
        look->error = error;
        look->addresses = std::move(found);
        look->finished.cancel();
    });
    co_await look->finished.async_wait(as_result);
    if (!look->error) co_return std::move(look->addresses);
    look->resolver.cancel();
    co_return std::unexpected(fmt::format("{} cannot be looked up: {}", target.host, look->error.message()));
}

using Connected = std::expected<tcp::socket, boost::system::error_code>;

awaitable<Connected> connect_to_one_of(Addresses addresses) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    const auto [error, endpoint] = co_await asio::async_connect(socket, addresses, as_result);
    if (error) co_return std::unexpected(error);
    co_return std::move(socket);
}

awaitable<Opened> connect_unix(Target target) {
    const auto executor = co_await asio::this_coro::executor;
    if (const auto checked = check_socket_path(target.unix_socket); !checked)
        co_return std::unexpected(checked.error());
    Local::socket socket(executor);
    const Local::endpoint endpoint(target.unix_socket.string());
    const auto [error] = co_await socket.async_connect(endpoint, as_result);
    if (error) co_return std::unexpected(fmt::format("{} cannot be reached: {}", target.text(), error.message()));
    co_return plain_stream(std::move(socket));
}

awaitable<Opened> connect_tcp(Target target, Deadline deadline) {
    const auto addresses = co_await look_up(target, deadline);
    if (!addresses) co_return std::unexpected(addresses.error());
    awaitable<Connected> connecting = connect_to_one_of(*addresses);
    const auto left = deadline - std::chrono::steady_clock::now();
    auto connected = co_await async::with_timeout(std::move(connecting), left);
    if (!connected) co_return std::unexpected(fmt::format("{} did not take the connection in time", target.text()));
    if (!*connected) {
        const std::string reason = connected->error().message();
        co_return std::unexpected(fmt::format("{} cannot be reached: {}", target.text(), reason));
    }
    tcp::socket socket = std::move(**connected);
    if (!target.credentials) co_return plain_stream(std::move(socket));
    co_return co_await shake_hands_as_client(std::move(socket), target.credentials, target.host, deadline);
}

}  // namespace

std::string Target::text() const {
    if (!unix_socket.empty()) return unix_socket.string();
    return fmt::format("{}:{}", host, port);
}

awaitable<Opened> connect(Target target, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    if (!target.unix_socket.empty()) co_return co_await connect_unix(std::move(target));
    co_return co_await connect_tcp(std::move(target), deadline);
}

}  // namespace clearing::tls
