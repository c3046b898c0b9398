#include "adapters/yangtze_delta/server.hpp"

#include "adapters/yangtze_delta/serving_connection.hpp"
#include "gateway/infra/tls/listener.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace clearing::yangtze_delta {
namespace {

/// Shared with the connections' coroutines, which may outlive the server by a turn.
struct Guests {
    Guests(boost::asio::any_io_executor on, std::shared_ptr<Serving> with)
        : executor(std::move(on)),
          serving(std::move(with)),
          refusals({.of_a_peer = serving->settings.refusals_on_record}) {}

    boost::asio::any_io_executor executor;
    std::shared_ptr<Serving> serving;
    std::unordered_set<std::shared_ptr<ServingConnection>> connections;
    std::map<PeerName, std::size_t> of_peers;  ///< connections
    std::optional<Error> draining;
    async::AdmissionLine refusals;
    std::size_t unaudited = 0;
};

/// The table of who may speak here: role partner, and a region that has a route.
Result<Partner> partner_of(const ServerSettings& settings, const tls::Stream& stream) {
    const auto& peer = stream.peer();
    if (!peer || peer->role != partner_role)
        return fail(ErrorCode::speaker_not_allowed, "this listener is for other regions' gateways");
    const auto found = std::ranges::find(settings.partners, DivisionCode(peer->region), &Partner::region);
    if (found == settings.partners.end()) return fail(ErrorCode::speaker_not_allowed, "no route leads to this region");
    return *found;
}

std::string name_of(const tls::Stream& stream) {
    const auto& peer = stream.peer();
    if (!peer) return stream.remote();
    return fmt::format("region {} role {} at {}", peer->region, peer->role, stream.remote());
}

awaitable<void> audit_refusal(std::shared_ptr<Guests> guests, ServerPorts ports, std::string who, Error error) {
    guests->serving->trouble(fmt::format("delta: {} was refused: {}", who, sentence(error)));
    const auto too_many = guests->refusals.came("refused hellos", async::Work::ordinary, ports.clock.steady());
    if (too_many) {
        ++guests->unaudited;
        co_return;
    }
    const std::size_t before = std::exchange(guests->unaudited, 0);
    ports::AuditEvent event;
    event.at = ports.clock.now();
    event.event = "speaker_refused";
    event.actor = who;
    event.subject = "delta";
    event.detail = sentence(error);
    if (before > 0) event.detail += fmt::format("; {} before it are not on record", before);
    auto recorded = co_await ports.audit.record(std::move(event));
    if (recorded) co_return;
    guests->unaudited += before + 1;
    if (ports.report) ports.report("a refused partner could not be audited: " + sentence(recorded.error()));
}

awaitable<void> serve_one(std::shared_ptr<Guests> guests, ServerPorts ports, std::shared_ptr<tls::Stream> stream) {
    const auto serving = guests->serving;
    const auto partner = partner_of(serving->settings, *stream);
    if (!partner || guests->draining) {
        const Error error = partner ? *guests->draining : partner.error();
        std::string who = name_of(*stream);
        if (!partner) co_await audit_refusal(guests, ports, std::move(who), error);
        co_await refuse_by_hello(serving, stream, error);
        co_return;
    }
    if (guests->of_peers[partner->peer] >= serving->settings.max_connections_per_peer) {
        const Error error{ErrorCode::busy, "too many connections of this partner", {}, {}, {}, std::chrono::seconds(1)};
        serving->trouble(fmt::format("delta: {}: {}", partner->peer.text, error.detail));
        co_await refuse_by_hello(serving, stream, error);
        co_return;
    }
    ++guests->of_peers[partner->peer];
    const auto connection = std::make_shared<ServingConnection>(guests->executor, serving, stream, *partner);
    guests->connections.insert(connection);
    ++serving->counts.connections;
    co_await ServingConnection::run(connection);
    --serving->counts.connections;
    --guests->of_peers[partner->peer];
    guests->connections.erase(connection);
}

class TlsServer final : public Server {
public:
    TlsServer(std::shared_ptr<Guests> guests, std::unique_ptr<tls::Listener> listener)
        : guests_(std::move(guests)), listener_(std::move(listener)) {}

    unsigned short port() const override { return listener_->port(); }
    ServerCounts counts() const override { return guests_->serving->counts; }

    void recheck_peers() override {
        for (const auto& connection : snapshot())
            if (!connection->peer_still_stands())
                connection->drain(Error{ErrorCode::speaker_not_allowed, "the certificate no longer stands", {}, {}});
    }

    awaitable<bool> stop(std::chrono::milliseconds limit) override {
        listener_->stop_accepting();
        guests_->draining = Error{ErrorCode::shutting_down, {}, {}, {}};
        for (const auto& connection : snapshot())
            connection->drain(*guests_->draining);
        const bool in_time = co_await listener_->wait_until_empty(limit);
        if (!in_time) listener_->abort_all();
        co_return in_time;
    }

private:
    /// Draining may end a connection at once and change the set.
    std::vector<std::shared_ptr<ServingConnection>> snapshot() const {
        return {guests_->connections.begin(), guests_->connections.end()};
    }

    std::shared_ptr<Guests> guests_;
    std::unique_ptr<tls::Listener> listener_;
};

}  // namespace

std::expected<std::unique_ptr<Server>, std::string> serve(boost::asio::any_io_executor executor,
                                                          ServerSettings settings, ServerPorts ports) {
    Reception reception(settings.reception, ports);
    const auto serving = std::make_shared<Serving>(Serving{std::move(settings), std::move(reception), {}});
    const auto guests = std::make_shared<Guests>(executor, serving);
    const ServerSettings& stated = serving->settings;
    tls::ListenerLimits limits;
    limits.max_connections = stated.max_connections;
    limits.handshake = stated.handshake;
    auto listener = tls::listen_tcp(
        executor, stated.address, stated.port, stated.credentials, limits,
        [guests, ports](std::shared_ptr<tls::Stream> stream) { return serve_one(guests, ports, std::move(stream)); },
        [serving](std::string why) { serving->trouble("delta: " + std::move(why)); });
    if (!listener) return std::unexpected(listener.error());
    return std::make_unique<TlsServer>(guests, std::move(*listener));
}

}  // namespace clearing::yangtze_delta
