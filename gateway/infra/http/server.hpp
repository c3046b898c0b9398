#pragma once

#include "gateway/infra/http/message.hpp"
#include "gateway/infra/tls/credentials.hpp"

#include <chrono>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::http {

struct ServerLimits {
    std::size_t max_body_bytes = 8 * 1024 * 1024;
    std::size_t max_header_bytes = 16 * 1024;   ///< also of a chunk's line, and of a trailer; a longer one is 431
    std::size_t max_connections = 1000;         ///< served; further ones are closed at once (tls::ListenerLimits)
    std::size_t max_connections_per_peer = 0;   ///< by the certificate's owner; 0: no limit of its own
    std::chrono::milliseconds idle{60'000};     ///< between requests
    std::chrono::milliseconds request{30'000};  ///< from a request's first byte to its last
    std::chrono::milliseconds write{30'000};    ///< for one answer; whoever does not read it is cut
    std::chrono::milliseconds handshake{10'000};
};

/// Answers one request. Never throws for expected failures; what it throws becomes a 500 without particulars.
using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

/// A malformed request (HTTP itself broken, body too long) is answered by this; the connection closes afterwards.
using MalformedAnswer = std::function<Response(unsigned status, std::string reason)>;

/// HTTP/1.1 with keep-alive on one executor. Over TCP (with or without TLS) or a Unix socket (mode 0660).
class Server {
public:
    virtual ~Server() = default;

    virtual unsigned short port() const = 0;  ///< the bound port (0 was asked: a free one); 0 for a Unix socket

    /// Every live TLS peer is verified again; one that no longer stands is closed after its request in flight.
    virtual void recheck_peers() = 0;

    /// Stops accepting, lets requests in flight finish within `limit`, closes the rest.
    virtual boost::asio::awaitable<void> stop(std::chrono::milliseconds limit) = 0;
};

struct TcpListener {
    std::string address = "127.0.0.1";
    unsigned short port = 0;
    std::shared_ptr<tls::Credentials> credentials;  ///< null: plain HTTP (metrics only)
    /// For the log: one sentence about a connection that did not come to be (no certificate, revoked, garbage, …).
    std::function<void(std::string)> on_refused = {};
};

/// Error: one sentence (address in use, socket path too long, …).
std::expected<std::unique_ptr<Server>, std::string> listen(boost::asio::any_io_executor executor, TcpListener where,
                                                           ServerLimits limits, Handler handler,
                                                           MalformedAnswer malformed = {});
std::expected<std::unique_ptr<Server>, std::string> listen(boost::asio::any_io_executor executor,
                                                           std::filesystem::path unix_socket, ServerLimits limits,
                                                           Handler handler, MalformedAnswer malformed = {});

}  // namespace clearing::http
