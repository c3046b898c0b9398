#include "gateway/infra/tls/stream.hpp"

#include "gateway/infra/tls/open_stream.hpp"
#include "gateway/infra/tls/pem.hpp"

#include <array>
#include <cerrno>
#include <type_traits>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace clearing::tls {

namespace asio = boost::asio;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;
using Error = Stream::Error;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// What all transports share: the deadline and closing. `Socket` is the transport's own socket.
template <class Socket>
class SocketStream : public Stream {
public:
    void set_deadline(TimePoint when) override {
        deadline_ = when;
        // The timer is only moved to earlier moments; when it fires too early it is set again. So a deadline that
        // moves ahead with every request costs nothing.
        if (when < armed_) arm();
    }

    void abort() noexcept override {
        aborted_ = true;
        close_socket();
    }

    bool is_quiet() override {
        if (!socket().is_open()) return false;
        char byte = 0;
        const auto got = ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

protected:
    explicit SocketStream(const asio::any_io_executor& executor) : timer_(executor) {}

    virtual Socket& socket() = 0;

    void begin_goodbye(std::chrono::milliseconds limit) {
        says_goodbye_ = true;
        set_limit(limit);
    }

    /// Why an operation ended, in the words of the header.
    Error meaning_of(Error error) const {
        if (timed_out_) return asio::error::timed_out;
        if (aborted_) return asio::error::operation_aborted;
        return error;
    }

    void close_socket() noexcept {
        Error ignored;
        socket().shutdown(Socket::shutdown_both, ignored);
        socket().close(ignored);
        timer_.cancel();
    }

    /// Ends our side and reads on until the peer has ended its own: closing with unread bytes would make the kernel
    /// send a reset, which can destroy our last answer on its way.
    awaitable<void> drain_and_close() {
        says_goodbye_ = true;
        Error error;
        socket().shutdown(Socket::shutdown_send, error);
        std::array<char, 16 * 1024> scrap;
        while (!error && socket().is_open()) {
            const auto buffer = asio::buffer(scrap);
            std::tie(error, std::ignore) = co_await socket().async_read_some(buffer, as_result);
        }
        close_socket();
    }

private:
    void arm() {
        armed_ = deadline_;
        if (deadline_ == TimePoint::max()) return;
        timer_.expires_at(deadline_);
        timer_.async_wait([weak = weak_from_this()](Error error) {
            const auto self = weak.lock();
            if (!self || error) return;
            static_cast<SocketStream&>(*self).on_timer();
        });
    }

    void on_timer() {
        if (std::chrono::steady_clock::now() < deadline_) {
            arm();
            return;
        }
        timed_out_ = true;
        if (!says_goodbye_ && holds_unread_bytes()) forget_unread_bytes();
        close_socket();
    }

    /// Whether the kernel still keeps bytes of ours that the peer has not taken.
    bool holds_unread_bytes() {
        if constexpr (std::is_same_v<Socket, Local::socket>) return false;  // closing a Unix socket frees them
        int count = 0;
        return ::ioctl(socket().native_handle(), SIOCOUTQ, &count) == 0 && count > 0;
    }

    /// Closing ends with a reset. Otherwise one who does not read would keep a buffer of megabytes in the kernel for
    /// minutes after he was cut, and would not learn of it. Not in a goodbye: there the last answer may still be on its
    /// way, and a reset would destroy it.
    void forget_unread_bytes() {
        Error ignored;
        socket().set_option(asio::socket_base::linger(true, 0), ignored);
    }

    asio::steady_timer timer_;
    TimePoint deadline_ = TimePoint::max();
    TimePoint armed_ = TimePoint::max();
    bool timed_out_ = false;
    bool aborted_ = false;
    bool says_goodbye_ = false;
};

std::string text_of(const tcp::socket& socket) {
    Error error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) return "an unknown address";
    const std::string address = endpoint.address().to_string();
    if (endpoint.address().is_v6()) return fmt::format("[{}]:{}", address, endpoint.port());
    return fmt::format("{}:{}", address, endpoint.port());
}

std::optional<std::uint32_t> uid_of(Local::socket& socket) {
    ucred caller{};
    socklen_t length = sizeof caller;
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &caller, &length) != 0) return std::nullopt;
    return caller.uid;
}

/// Bytes that nobody has acknowledged for so long are of a line that is dark: the kernel alone would try for a quarter
/// of an hour.
constexpr unsigned unacknowledged_limit_ms = 30'000;

void make_lively(tcp::socket& socket) {
    Error ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_limit_ms,
                 sizeof unacknowledged_limit_ms);
}

template <class Socket>
class PlainStream final : public SocketStream<Socket> {
public:
    explicit PlainStream(Socket socket) : SocketStream<Socket>(socket.get_executor()), socket_(std::move(socket)) {
        if constexpr (std::is_same_v<Socket, Local::socket>) {
            this->socket_uid_ = uid_of(socket_);
            this->remote_ = "unix";
        } else {
            make_lively(socket_);
            this->remote_ = text_of(socket_);
        }
    }

    awaitable<std::expected<std::size_t, Error>> read_some(std::span<char> into) override {
        const auto buffer = asio::buffer(into.data(), into.size());
        const auto [error, count] = co_await socket_.async_read_some(buffer, as_result);
        if (error) co_return std::unexpected(this->meaning_of(error));
        co_return count;
    }

    awaitable<std::expected<void, Error>> write(std::string_view bytes) override {
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        const auto [error, count] = co_await asio::async_write(socket_, buffer, as_result);
        if (error) co_return std::unexpected(this->meaning_of(error));
        co_return std::expected<void, Error>{};
    }

    awaitable<void> close(std::chrono::milliseconds limit) override {
        const auto self = this->shared_from_this();
        this->begin_goodbye(limit);
        co_await this->drain_and_close();
    }

    bool is_tls() const override { return false; }
    bool peer_still_stands(const Credentials&) const override { return true; }
    bool is_made_with(const Credentials&) const override { return true; }

protected:
    Socket& socket() override { return socket_; }

private:
    Socket socket_;
};

class TlsStream final : public SocketStream<tcp::socket> {
public:
    using Context = std::shared_ptr<asio::ssl::context>;

    TlsStream(tcp::socket socket, Context context)
        : SocketStream(socket.get_executor()), context_(std::move(context)), layer_(std::move(socket), *context_) {
        make_lively(layer_.next_layer());
        remote_ = text_of(layer_.next_layer());
    }

    awaitable<std::expected<std::size_t, Error>> read_some(std::span<char> into) override {
        const auto buffer = asio::buffer(into.data(), into.size());
        const auto [error, count] = co_await layer_.async_read_some(buffer, as_result);
        if (error) co_return std::unexpected(meaning_of(error));
        co_return count;
    }

    awaitable<std::expected<void, Error>> write(std::string_view bytes) override {
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        const auto [error, count] = co_await asio::async_write(layer_, buffer, as_result);
        if (error) co_return std::unexpected(meaning_of(error));
        co_return std::expected<void, Error>{};
    }

    awaitable<void> close(std::chrono::milliseconds limit) override {
        const auto self = shared_from_this();
        begin_goodbye(limit);
        // Waits for the peer's goodbye too, which may never come; the deadline above ends that.
        co_await layer_.async_shutdown(as_result);
        co_await drain_and_close();
    }

    bool is_tls() const override { return true; }

    bool peer_still_stands(const Credentials& now_trusted) const override {
        return now_trusted.still_stands(SSL_get0_peer_certificate(native()));
    }

    bool is_made_with(const Credentials& credentials) const override {
        return context_ == credentials.client() || context_ == credentials.server();
    }

    /// The name must be in the SAN: OpenSSL checks it within the handshake. The subject's common name never counts.
    bool expect_host(const std::string& host) {
        X509_VERIFY_PARAM* rules = SSL_get0_param(layer_.native_handle());
        X509_VERIFY_PARAM_set_hostflags(rules,
                                        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        Error not_an_address;
        asio::ip::make_address(host, not_an_address);
        if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
        if (SSL_set_tlsext_host_name(layer_.native_handle(), host.c_str()) != 1) return false;
        return X509_VERIFY_PARAM_set1_host(rules, host.data(), host.size()) == 1;
    }

    /// Error: one sentence.
    awaitable<std::expected<void, std::string>> shake_hands(asio::ssl::stream_base::handshake_type side,
                                                            TimePoint deadline) {
        const auto self = shared_from_this();
        set_deadline(deadline);
        const auto [error] = co_await layer_.async_handshake(side, as_result);
        if (error) {
            std::string reason = fmt::format("TLS handshake with {} failed: {}", remote_, reason_of(meaning_of(error)));
            // Our alert is on its way; let it arrive (drain), but no longer than the handshake was given.
            const auto farewell = std::chrono::steady_clock::now() + std::chrono::seconds(1);
            set_deadline(std::min(deadline, farewell));
            co_await drain_and_close();
            co_return std::unexpected(std::move(reason));
        }
        clear_deadline();
        peer_ = identity_of(SSL_get0_peer_certificate(native()));
        co_return std::expected<void, std::string>{};
    }

protected:
    tcp::socket& socket() override { return layer_.next_layer(); }

private:
    SSL* native() const { return const_cast<asio::ssl::stream<tcp::socket>&>(layer_).native_handle(); }

    std::string reason_of(Error error) const {
        if (error == asio::error::timed_out) return "it was not finished in time";
        const long verified = SSL_get_verify_result(native());
        if (verified == X509_V_OK) return error.message();
        return fmt::format("{} ({})", error.message(), X509_verify_cert_error_string(verified));
    }

    Context context_;  // before layer_: the layer is made from it and must go first
    asio::ssl::stream<tcp::socket> layer_;
};

}  // namespace

awaitable<std::expected<void, Error>> Stream::read_exactly(std::span<char> into) {
    const auto self = shared_from_this();
    const std::size_t wanted = into.size();
    while (!into.empty()) {
        const auto count = co_await read_some(into);
        if (!count) {
            const bool in_the_middle = count.error() == asio::error::eof && into.size() < wanted;
            if (in_the_middle) co_return std::unexpected(Error(asio::ssl::error::stream_truncated));
            co_return std::unexpected(count.error());
        }
        into = into.subspan(*count);
    }
    co_return std::expected<void, Error>{};
}

std::expected<void, std::string> expect_peer(const Stream& stream, std::string_view region, std::string_view role) {
    if (region.empty() && role.empty()) return {};
    const auto& peer = stream.peer();
    if (!peer)
        return std::unexpected(fmt::format("{} has no certificate that names a region and a role", stream.remote()));
    const bool as_expected = (region.empty() || peer->region == region) && (role.empty() || peer->role == role);
    if (as_expected) return {};
    return std::unexpected(fmt::format("{} is region {} role {}, expected region {} role {}", stream.remote(),
                                       peer->region, peer->role, region.empty() ? "any" : region,
                                       role.empty() ? "any" : role));
}

std::shared_ptr<Stream> plain_stream(tcp::socket socket) {
    return std::make_shared<PlainStream<tcp::socket>>(std::move(socket));
}

std::shared_ptr<Stream> plain_stream(Local::socket socket) {
    return std::make_shared<PlainStream<Local::socket>>(std::move(socket));
}

std::shared_ptr<Stream> tls_server_stream(tcp::socket socket, const Credentials& credentials) {
    return std::make_shared<TlsStream>(std::move(socket), credentials.server());
}

awaitable<std::expected<void, std::string>> shake_hands_as_server(std::shared_ptr<Stream> stream,
                                                                  Stream::TimePoint deadline) {
    auto& tls = dynamic_cast<TlsStream&>(*stream);
    co_return co_await tls.shake_hands(asio::ssl::stream_base::server, deadline);
}

awaitable<Opened> shake_hands_as_client(tcp::socket socket, std::shared_ptr<Credentials> credentials, std::string host,
                                        Stream::TimePoint deadline) {
    auto stream = std::make_shared<TlsStream>(std::move(socket), credentials->client());
    if (!stream->expect_host(host)) co_return std::unexpected(fmt::format("{} is no host name", host));
    const auto done = co_await stream->shake_hands(asio::ssl::stream_base::client, deadline);
    if (!done) co_return std::unexpected(done.error());
    co_return stream;
}

}  // namespace clearing::tls
