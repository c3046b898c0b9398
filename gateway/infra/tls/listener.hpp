#pragma once

#include "gateway/infra/tls/stream.hpp"

#include <chrono>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace clearing::tls {

struct ListenerLimits {
    /// That are served; further ones are accepted and closed at once. As many may shake hands beside them: of more the
    /// oldest is closed.
    std::size_t max_connections = 1000;
    std::chrono::milliseconds handshake{10'000};
};

/// Serves one connection until it returns; the stream is closed afterwards. What it throws ends that connection only.
using Serve = std::function<awaitable<void>(std::shared_ptr<Stream>)>;
/// One sentence about a connection that did not come to be (no certificate, revoked, garbage, too many, …).
using Refused = std::function<void(std::string)>;

/// Accepts connections over TLS, TCP or a Unix socket and serves each in a coroutine of its own, one executor for all.
class Listener {
public:
    virtual ~Listener() = default;

    virtual unsigned short port() const = 0;  ///< the bound port; 0 for a Unix socket
    /// Those still shaking hands included. For tests, which wait by it until a connection has come or gone.
    virtual std::size_t open_connections() const = 0;

    /// No new connections from here on, those still shaking hands are closed (a Unix socket's file is removed).
    virtual void stop_accepting() = 0;
    /// Waits until every connection is served, at most `limit` (then false).
    virtual awaitable<bool> wait_until_empty(std::chrono::milliseconds limit) = 0;
    /// Closes every connection now.
    virtual void abort_all() = 0;
};

/// `port` 0 takes a free one. Null credentials: plain. Error: one sentence (address in use, …).
std::expected<std::unique_ptr<Listener>, std::string> listen_tcp(boost::asio::any_io_executor executor,
                                                                 const std::string& address, unsigned short port,
                                                                 std::shared_ptr<Credentials> credentials,
                                                                 ListenerLimits limits, Serve serve,
                                                                 Refused refused = {});

/// A socket file left by a dead process is replaced, a living one's is not. Mode 0660. Error: one sentence.
std::expected<std::unique_ptr<Listener>, std::string> listen_unix(boost::asio::any_io_executor executor,
                                                                  const std::filesystem::path& path,
                                                                  ListenerLimits limits, Serve serve,
                                                                  Refused refused = {});

/// Linux takes at most 107 bytes for a Unix socket's path. Error: a sentence saying so.
std::expected<void, std::string> check_socket_path(const std::filesystem::path& path);

}  // namespace clearing::tls
