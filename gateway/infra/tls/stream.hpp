#pragma once

#include "gateway/infra/tls/credentials.hpp"
#include "gateway/infra/tls/identity.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

namespace clearing::tls {

using boost::asio::awaitable;

/// An open connection as bytes, over mutual TLS or plain; HTTP and framed protocols stand on it alike. Made by
/// connect() (connect.hpp) and by a Listener (listener.hpp), both with the handshake already done. One read and one
/// write may be under way at a time; whoever awaits one holds the shared_ptr meanwhile. Errors of reading and writing:
/// asio::error::eof (the peer said goodbye), ssl::error::stream_truncated (TLS cut without goodbye), timed_out (the
/// deadline passed), operation_aborted (abort() was called), and what the system says. In TLS 1.3 a client learns at
/// its first read, not in the handshake, that its certificate was refused.
class Stream : public std::enable_shared_from_this<Stream> {
public:
    using Error = boost::system::error_code;
    using TimePoint = std::chrono::steady_clock::time_point;

    virtual ~Stream() = default;

    /// At least one byte.
    virtual awaitable<std::expected<std::size_t, Error>> read_some(std::span<char> into) = 0;
    /// All of `bytes`, which the caller keeps alive.
    virtual awaitable<std::expected<void, Error>> write(std::string_view bytes) = 0;
    /// Fills `into`; eof before the first byte is a clean end, later it is stream_truncated.
    awaitable<std::expected<void, Error>> read_exactly(std::span<char> into);

    /// When `when` passes, the connection is closed and what is under way ends with timed_out; with a reset where the
    /// peer has not taken all that was written, so that nothing is kept for one who does not read. Cheap to move.
    virtual void set_deadline(TimePoint when) = 0;
    void set_limit(std::chrono::milliseconds from_now) { set_deadline(std::chrono::steady_clock::now() + from_now); }
    void clear_deadline() { set_deadline(TimePoint::max()); }

    /// Closes at once; what is under way ends with operation_aborted. May be called again.
    virtual void abort() noexcept = 0;
    /// Says goodbye, lets what was written arrive, then closes; at most `limit`. No read may be under way.
    virtual awaitable<void> close(std::chrono::milliseconds limit) = 0;

    /// False when the peer has closed, or sent something not yet read: asked of the system at this moment, without
    /// waiting.
    virtual bool is_quiet() = 0;

    /// Over TLS the verified certificate's owner; nothing when plain or the certificate carries no identity.
    const std::optional<Identity>& peer() const { return peer_; }
    virtual bool is_tls() const = 0;
    /// Would the peer's certificate still be accepted by `now_trusted`? True for a plain connection.
    virtual bool peer_still_stands(const Credentials& now_trusted) const = 0;
    /// Was it made with the contexts that `credentials` hold now (no reload since)? True for a plain connection.
    virtual bool is_made_with(const Credentials& credentials) const = 0;
    /// To be asked once a connection is made: a reload while it was being made leaves a peer that only the old list
    /// accepted, and that whoever rechecks the live ones has not seen. True for a plain connection.
    bool is_accepted_by(const Credentials& now) const { return is_made_with(now) || peer_still_stands(now); }

    std::optional<std::uint32_t> socket_uid() const { return socket_uid_; }  ///< over a Unix socket: the peer's uid
    const std::string& remote() const { return remote_; }                    ///< "127.0.0.1:40112", "[::1]:80", "unix"

protected:
    std::optional<Identity> peer_;
    std::optional<std::uint32_t> socket_uid_;
    std::string remote_;
};

/// Error: a sentence saying whom we expected and whom we met. An empty region or role is not checked.
std::expected<void, std::string> expect_peer(const Stream& stream, std::string_view region, std::string_view role);

}  // namespace clearing::tls
