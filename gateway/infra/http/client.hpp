#pragma once

#include "gateway/infra/http/message.hpp"
#include "gateway/infra/tls/credentials.hpp"

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::http {

/// How a call failed, by what is known about the other side (DESIGN §3 rule 10).
struct CallFailure {
    enum class Kind {
        not_sent,  ///< provably nothing of this request left: no connection, handshake failed, nothing usable
        unknown,   ///< some of it may have arrived: cut, timed out, unreadable answer
    };
    Kind kind;
    std::string reason;
};

struct ClientOptions {
    std::string host = "127.0.0.1";  ///< for the URL and SNI
    unsigned short port = 0;
    std::filesystem::path unix_socket;              ///< instead of host and port
    std::shared_ptr<tls::Credentials> credentials;  ///< null: plain HTTP
    std::string expected_region;                    ///< over TLS: the server's certificate must carry this region …
    std::string expected_role;                      ///< … and this role, else not_sent. Empty: not checked
    std::string warm_up_path;  ///< a harmless GET that must answer before a connection enters the pool; empty: none
    std::size_t max_connections = 16;  ///< callers beyond wait, within their own deadline …
    std::size_t max_waiting = 1'000;   ///< … and of those that would wait, further ones are not_sent at once
    std::chrono::milliseconds connect_limit{3'000};
    std::chrono::milliseconds idle_limit{30'000};   ///< an older idle connection is not used again
    std::size_t max_body_bytes = 64 * 1024 * 1024;  ///< a longer answer is `unknown`
};

/// With less of its limit left, once a connection is there, a call sends nothing and is `not_sent`: hardly an answer
/// would come in time, and a request without one is a doubt that somebody has to clear.
constexpr std::chrono::milliseconds least_time_to_send{50};

/// A pool of keep-alive HTTP/1.1 connections to one server.
class Client {
public:
    virtual ~Client() = default;

    /// `request.method/path/query/headers/body` are used. A reused connection that the server had closed while idle is
    /// detected before writing (a pending read), so that a stale connection gives not_sent or is replaced, never
    /// `unknown`.
    virtual boost::asio::awaitable<std::expected<Response, CallFailure>> call(Request request,
                                                                              std::chrono::milliseconds limit) = 0;

    /// Closes idle connections whose peer no longer stands (after Credentials::reload); later calls use the new
    /// contexts. One that is being made meanwhile sends nothing of a call when its peer fell.
    virtual void recheck_peers() = 0;

    /// No new calls; waits for those under way, each within its own limit.
    virtual boost::asio::awaitable<void> stop() = 0;

    /// No new calls, and no more waiting for those under way: they fail at once, `unknown` once they were sent.
    virtual void abort() {}
};

std::unique_ptr<Client> make_client(boost::asio::any_io_executor executor, ClientOptions options);

}  // namespace clearing::http
