#include "gateway/infra/http/server.hpp"

#include "gateway/infra/http/session.hpp"
#include "gateway/infra/tls/listener.hpp"

#include <map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace clearing::http {

namespace asio = boost::asio;

namespace {

/// The live sessions. Shared with each of them, since they may outlive the server by a turn.
struct Sessions {
    std::unordered_set<std::shared_ptr<Session>> live;
    std::map<std::string, std::size_t> of_peers;
    tls::Refused refused;
    bool stopping = false;
};

std::string owner_of(const tls::Stream& stream) {
    const auto& peer = stream.peer();
    return peer ? fmt::format("{} {} of region {}", peer->role, peer->name, peer->region) : "";
}

/// One peer's connections leave room for the others'. False: it has as many as it may.
bool has_room(const Sessions& sessions, const Serving& serving, const std::string& owner) {
    const std::size_t limit = serving.limits.max_connections_per_peer;
    if (limit == 0 || owner.empty() || sessions.of_peers.at(owner) <= limit) return true;
    if (sessions.refused) sessions.refused(fmt::format("{} has {} connections already", owner, limit));
    return false;
}

asio::awaitable<void> serve_one(std::shared_ptr<Sessions> sessions, std::shared_ptr<const Serving> serving,
                                std::shared_ptr<tls::Stream> stream) {
    const std::string owner = owner_of(*stream);
    const auto session = std::make_shared<Session>(serving, std::move(stream));
    if (sessions->stopping) co_return;
    sessions->live.insert(session);
    ++sessions->of_peers[owner];
    struct Leaving {
        Sessions& sessions;
        const std::shared_ptr<Session>& session;
        const std::string& owner;
        ~Leaving() {
            sessions.live.erase(session);
            if (--sessions.of_peers[owner] == 0) sessions.of_peers.erase(owner);
        }
    } const leaving{*sessions, session, owner};
    if (!has_room(*sessions, *serving, owner)) co_return;
    co_await Session::run(session);
}

class ListeningServer final : public Server {
public:
    ListeningServer(std::unique_ptr<tls::Listener> listener, std::shared_ptr<Sessions> sessions,
                    std::shared_ptr<tls::Credentials> credentials)
        : listener_(std::move(listener)), sessions_(std::move(sessions)), credentials_(std::move(credentials)) {}

    unsigned short port() const override { return listener_->port(); }

    void recheck_peers() override {
        if (!credentials_) return;
        for (const auto& session : sessions_->live)
            if (!session->stream().peer_still_stands(*credentials_)) session->close_when_idle();
    }

    asio::awaitable<void> stop(std::chrono::milliseconds limit) override {
        listener_->stop_accepting();
        sessions_->stopping = true;
        for (const auto& session : sessions_->live)
            session->close_when_idle();
        const bool all_done = co_await listener_->wait_until_empty(limit);
        if (all_done) co_return;
        listener_->abort_all();
        // Those waiting on their socket end in this turn. A handler that still works ends on its own; its answer has
        // nowhere to go.
        co_await listener_->wait_until_empty(std::chrono::milliseconds(10));
    }

private:
    std::unique_ptr<tls::Listener> listener_;
    std::shared_ptr<Sessions> sessions_;
    std::shared_ptr<tls::Credentials> credentials_;
};

tls::Serve serve_with(std::shared_ptr<Sessions> sessions, ServerLimits limits, Handler handler,
                      MalformedAnswer malformed) {
    const auto serving = std::make_shared<const Serving>(limits, std::move(handler), std::move(malformed));
    return [sessions = std::move(sessions), serving](std::shared_ptr<tls::Stream> stream) {
        return serve_one(sessions, serving, std::move(stream));
    };
}

}  // namespace

std::expected<std::unique_ptr<Server>, std::string> listen(asio::any_io_executor executor, TcpListener where,
                                                           ServerLimits limits, Handler handler,
                                                           MalformedAnswer malformed) {
    const auto sessions = std::make_shared<Sessions>();
    sessions->refused = where.on_refused;
    auto serve = serve_with(sessions, limits, std::move(handler), std::move(malformed));
    auto listener =
        tls::listen_tcp(executor, where.address, where.port, where.credentials,
                        {limits.max_connections, limits.handshake}, std::move(serve), std::move(where.on_refused));
    if (!listener) return std::unexpected(listener.error());
    return std::make_unique<ListeningServer>(std::move(*listener), sessions, std::move(where.credentials));
}

std::expected<std::unique_ptr<Server>, std::string> listen(asio::any_io_executor executor,
                                                           std::filesystem::path unix_socket, ServerLimits limits,
                                                           Handler handler, MalformedAnswer malformed) {
    const auto sessions = std::make_shared<Sessions>();
    auto serve = serve_with(sessions, limits, std::move(handler), std::move(malformed));
    auto listener =
        tls::listen_unix(executor, unix_socket, {limits.max_connections, limits.handshake}, std::move(serve));
    if (!listener) return std::unexpected(listener.error());
    return std::make_unique<ListeningServer>(std::move(*listener), sessions, nullptr);
}

}  // namespace clearing::http
