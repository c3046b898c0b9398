#include "gateway/infra/tls/listener.hpp"

#include "gateway/infra/async/gate.hpp"
#include "gateway/infra/tls/open_stream.hpp"

#include <deque>
#include <unordered_set>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace clearing::tls {

namespace asio = boost::asio;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;
using Error = boost::system::error_code;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// What the coroutines of a listener share; it lives as long as the last of them.
template <class Protocol>
class Accepting : public std::enable_shared_from_this<Accepting<Protocol>> {
public:
    using Socket = typename Protocol::socket;

    Accepting(typename Protocol::acceptor acceptor, std::shared_ptr<Credentials> credentials, ListenerLimits limits,
              Serve serve, Refused refused)
        : acceptor_(std::move(acceptor)),
          open_(acceptor_.get_executor()),
          credentials_(std::move(credentials)),
          limits_(limits),
          serve_(std::move(serve)),
          refused_(std::move(refused)) {}

    typename Protocol::acceptor& acceptor() { return acceptor_; }
    std::size_t open() const { return open_.in_flight(); }

    static awaitable<void> accept_all(std::shared_ptr<Accepting> self) {
        while (self->acceptor_.is_open()) {
            auto [error, socket] = co_await self->acceptor_.async_accept(as_result);
            if (!self->acceptor_.is_open()) break;
            if (error) {
                self->refuse(fmt::format("a connection could not be accepted: {}", error.message()));
                co_await self->pause();
            } else if (self->has_room()) {
                self->open_.spawn(serve_one(self, std::move(socket)), [self](const std::string& thrown) {
                    self->refuse(fmt::format("a connection ended by an exception: {}", thrown));
                });
            }
        }
    }

    void abort_all() {
        for (const auto& stream : served_)
            stream->abort();
        abort_handshakes();
    }

    void stop_accepting() {
        Error ignored;
        acceptor_.close(ignored);
        abort_handshakes();
    }

    awaitable<bool> wait_until_empty(std::chrono::milliseconds limit) {
        const auto self = this->shared_from_this();
        co_return co_await open_.wait_until_empty(limit);
    }

private:
    static awaitable<void> serve_one(std::shared_ptr<Accepting> self, Socket socket) {
        const std::shared_ptr<Stream> stream = self->stream_of(std::move(socket));
        const Leaving leaving{*self, stream};
        if (stream->is_tls()) {
            const bool is_known = co_await self->shake_hands(stream);
            if (!is_known || !self->acceptor_.is_open() || !self->accepts(*stream)) co_return;
        }
        if (!self->has_room()) co_return;
        self->served_.insert(stream);
        co_await self->serve_(stream);
    }

    awaitable<bool> shake_hands(std::shared_ptr<Stream> stream) {
        let_the_oldest_handshake_go();
        shaking_hands_.push_back(stream);
        const auto done = co_await shake_hands_as_server(stream, std::chrono::steady_clock::now() + limits_.handshake);
        const bool gave_way = std::erase(shaking_hands_, stream) == 0;
        if (gave_way)
            refuse(fmt::format("TLS handshake with {} gave way to newer ones: {} are under way", stream->remote(),
                               limits_.max_connections));
        else if (!done)
            refuse(done.error());
        co_return done && !gave_way;
    }

    /// Many who say nothing shut nobody out who does shake hands.
    void let_the_oldest_handshake_go() {
        if (shaking_hands_.empty() || shaking_hands_.size() < limits_.max_connections) return;
        shaking_hands_.front()->abort();
        shaking_hands_.pop_front();
    }

    void abort_handshakes() {
        for (const auto& stream : shaking_hands_)
            stream->abort();
    }

    bool has_room() {
        if (served_.size() < limits_.max_connections) return true;
        refuse(fmt::format("a connection beyond the limit of {} was closed", limits_.max_connections));
        return false;
    }

    /// By the credentials of now, whichever it shook hands with.
    bool accepts(const Stream& stream) {
        if (stream.is_accepted_by(*credentials_)) return true;
        refuse(
            fmt::format("the certificate of {} no longer stands since a reload during its handshake", stream.remote()));
        return false;
    }

    /// Takes the stream out and closes it, however serving it ended.
    struct Leaving {
        Accepting& accepting;
        std::shared_ptr<Stream> stream;
        ~Leaving() {
            stream->abort();
            accepting.served_.erase(stream);
            std::erase(accepting.shaking_hands_, stream);
        }
    };

    std::shared_ptr<Stream> stream_of(Socket socket) {
        if constexpr (std::is_same_v<Protocol, tcp>) {
            if (credentials_) return tls_server_stream(std::move(socket), *credentials_);
        }
        return plain_stream(std::move(socket));
    }

    /// When the system has no more descriptors, accept() fails at once, again and again.
    awaitable<void> pause() {
        asio::steady_timer rest(acceptor_.get_executor(), std::chrono::milliseconds(50));
        co_await rest.async_wait(as_result);
    }

    void refuse(std::string why) {
        if (refused_) refused_(std::move(why));
    }

    typename Protocol::acceptor acceptor_;
    async::Gate open_;  ///< those still shaking hands included
    std::shared_ptr<Credentials> credentials_;
    ListenerLimits limits_;
    Serve serve_;
    Refused refused_;
    std::unordered_set<std::shared_ptr<Stream>> served_;
    std::deque<std::shared_ptr<Stream>> shaking_hands_;  ///< the oldest first
};

template <class Protocol>
class SocketListener final : public Listener {
public:
    SocketListener(std::shared_ptr<Accepting<Protocol>> accepting, unsigned short port, std::filesystem::path path)
        : accepting_(std::move(accepting)), port_(port), path_(std::move(path)) {
        asio::co_spawn(accepting_->acceptor().get_executor(), Accepting<Protocol>::accept_all(accepting_),
                       asio::detached);
    }

    ~SocketListener() override {
        stop_accepting();
        abort_all();
    }

    unsigned short port() const override { return port_; }
    std::size_t open_connections() const override { return accepting_->open(); }

    void stop_accepting() override {
        if (!accepting_->acceptor().is_open()) return;
        accepting_->stop_accepting();
        if (!path_.empty()) ::unlink(path_.c_str());
    }

    awaitable<bool> wait_until_empty(std::chrono::milliseconds limit) override {
        return accepting_->wait_until_empty(limit);
    }
    void abort_all() override { accepting_->abort_all(); }

private:
    std::shared_ptr<Accepting<Protocol>> accepting_;
    unsigned short port_;
    std::filesystem::path path_;
};

/// Binds and listens. Nothing on success.
template <class Acceptor, class Endpoint>
Error bind_and_listen(Acceptor& acceptor, const Endpoint& endpoint) {
    Error error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    return error;
}

/// Removes a socket file nobody listens on any more. Error: a sentence.
std::expected<void, std::string> make_room_at(const std::filesystem::path& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return {};
    if (!S_ISSOCK(found.st_mode)) return std::unexpected(fmt::format("{} exists and is no socket", path.string()));
    asio::io_context own;
    Local::socket probe(own);
    Error error;
    probe.connect(Local::endpoint(path.string()), error);
    if (!error) return std::unexpected(fmt::format("{} is in use by a running process", path.string()));
    if (error != asio::error::connection_refused)
        return std::unexpected(fmt::format("{} cannot be taken over: {}", path.string(), error.message()));
    ::unlink(path.c_str());
    return {};
}

}  // namespace

std::expected<std::unique_ptr<Listener>, std::string> listen_tcp(asio::any_io_executor executor,
                                                                 const std::string& address, unsigned short port,
                                                                 std::shared_ptr<Credentials> credentials,
                                                                 ListenerLimits limits, Serve serve, Refused refused) {
    Error error;
    const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
    if (error) return std::unexpected(fmt::format("{} is no IP address to listen on", address));
    tcp::acceptor acceptor(executor);
    error = bind_and_listen(acceptor, tcp::endpoint(ip, port));
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return std::unexpected(fmt::format("cannot listen on {}:{}: {}", address, port, error.message()));
    const unsigned short bound = acceptor.local_endpoint(error).port();
    auto accepting = std::make_shared<Accepting<tcp>>(std::move(acceptor), std::move(credentials), limits,
                                                      std::move(serve), std::move(refused));
    return std::make_unique<SocketListener<tcp>>(std::move(accepting), bound, std::filesystem::path());
}

std::expected<std::unique_ptr<Listener>, std::string> listen_unix(asio::any_io_executor executor,
                                                                  const std::filesystem::path& path,
                                                                  ListenerLimits limits, Serve serve, Refused refused) {
    if (const auto checked = check_socket_path(path); !checked) return std::unexpected(checked.error());
    if (const auto room = make_room_at(path); !room) return std::unexpected(room.error());
    Local::acceptor acceptor(executor);
    Error error = bind_and_listen(acceptor, Local::endpoint(path.string()));
    // The mode is set before listen(): until then nobody can connect.
    if (!error && ::chmod(path.c_str(), 0660) != 0) error = Error(errno, boost::system::system_category());
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return std::unexpected(fmt::format("cannot listen on {}: {}", path.string(), error.message()));
    auto accepting =
        std::make_shared<Accepting<Local>>(std::move(acceptor), nullptr, limits, std::move(serve), std::move(refused));
    return std::make_unique<SocketListener<Local>>(std::move(accepting), static_cast<unsigned short>(0), path);
}

std::expected<void, std::string> check_socket_path(const std::filesystem::path& path) {
    constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
    const std::size_t length = path.string().size();
    if (length == 0) return std::unexpected(std::string("the socket's path is empty"));
    if (length <= longest) return {};
    return std::unexpected(
        fmt::format("the socket path {} has {} bytes; at most {} are possible", path.string(), length, longest));
}

}  // namespace clearing::tls
