#include "gateway/wiring/doors.hpp"

#include "gateway/infra/log/log.hpp"

#include <algorithm>

namespace clearing::wiring {

using std::chrono::milliseconds;

namespace {

/// Beyond the limit: what is cut has ended by then.
constexpr milliseconds time_to_cut{200};

/// Everybody may ask there, without a certificate, and nobody has to send anything.
constexpr std::size_t metrics_body_bytes = 1024, metrics_connections = 64;

ports::awaitable<void> closed(yangtze_delta::Server& server, milliseconds limit) {
    co_await server.stop(limit);
}

}  // namespace

Doors::Doors(boost::asio::any_io_executor executor, const config::Config& config,
             std::shared_ptr<tls::Credentials> credentials, DoorPorts ports)
    : executor_(std::move(executor)),
      config_(config),
      admission_(executor_, admission_limits(config),
                 [&metrics = ports.metrics](const std::string& peer, async::Busy::Reason reason) {
                     metrics.count_busy(peer, async::name_of(reason));
                 }),
      credentials_(std::move(credentials)),
      ports_(std::move(ports)) {}

async::AdmissionLimits Doors::admission_limits(const config::Config& config) {
    const config::Limits& stated = config.limits;
    async::AdmissionLimits limits;
    limits.in_progress = stated.in_progress;
    limits.waiting_per_peer = stated.waiting_per_peer;
    limits.waiting_per_caller = stated.waiting_per_caller;
    limits.longest_wait = stated.waiting;
    limits.of_a_peer = {stated.in_progress_per_peer, static_cast<double>(stated.requests_per_second),
                        static_cast<double>(stated.burst)};
    const auto add = [&limits](const std::string& peer, const config::CallerLimits& own) {
        async::PeerLimits of_peer = limits.of_a_peer;
        if (own.max_in_flight > 0) of_peer.in_progress = own.max_in_flight;
        if (own.requests_per_second > 0) {
            of_peer.requests_per_second = static_cast<double>(own.requests_per_second);
            of_peer.burst = std::min(of_peer.burst, 2 * of_peer.requests_per_second);
        }
        limits.of_peers[peer] = of_peer;
    };
    for (const config::Platform& row : config.platforms)
        add(row.peer, row.caller);
    add(config.bureau_core.peer, config.bureau_core.caller);
    return limits;
}

std::expected<void, std::string> Doors::open() {
    for (auto opening :
         {&Doors::open_local_bureau, &Doors::open_delta, &Doors::open_national, &Doors::open_api, &Doors::open_metrics})
        if (Opened opened = (this->*opening)(); !opened) return opened;
    return {};
}

Doors::Opened Doors::add(std::expected<std::unique_ptr<http::Server>, std::string> server,
                         const std::string& listener) {
    if (!server) return std::unexpected(listener + ": " + server.error());
    log::info("listening", {{"listener", listener}, {"port", static_cast<int>((*server)->port())}});
    http_servers_.push_back(std::move(*server));
    return {};
}

http::ServerLimits Doors::http_limits() const {
    http::ServerLimits limits;
    limits.max_body_bytes = config_.limits.max_body_bytes;
    limits.max_connections = config_.limits.max_connections;
    limits.max_connections_per_peer = config_.limits.max_connections_per_peer;
    limits.idle = config_.limits.idle;
    limits.request = config_.limits.request;
    limits.write = config_.limits.write;
    limits.handshake = config_.limits.handshake;
    return limits;
}

http::TcpListener Doors::tls_listener(const config::Address& address, const std::string& name) const {
    http::TcpListener listener;
    listener.address = address.host;
    listener.port = address.port;
    listener.credentials = credentials_;
    listener.on_refused = [name, &metrics = ports_.metrics](std::string reason) {
        metrics.count_refused_connection(name);
        log::warning("connection_refused", {{"listener", name}, {"reason", reason}});
    };
    return listener;
}

national_format::ServerOptions Doors::national_options(const config::Deadlines& deadlines) const {
    national_format::ServerOptions options;
    options.own_division = DivisionCode(config_.own.region);
    options.limits.max_bytes = config_.limits.max_body_bytes;
    options.limits.max_depth = config_.limits.max_json_depth;
    options.limits.max_array = config_.limits.max_json_array;
    options.deadline = deadlines.visit;
    options.deadlines = {
        {"1101", deadlines.person},  {"2001", deadlines.person}, {"2206", deadlines.quote},  {"2303", deadlines.quote},
        {"2207", deadlines.settle},  {"2304", deadlines.settle}, {"2208", deadlines.cancel}, {"2305", deadlines.cancel},
        {"2601", deadlines.reverse}, {"5201", deadlines.query},  {"5203", deadlines.query},  {"5204", deadlines.query},
        {"3201", deadlines.day},     {"3202", deadlines.day},
    };
    return options;
}

national_format::ServerWorld Doors::national_world(const national_format::SpeakerRule& rule) {
    return {.desk = ports_.desk,
            .reconciliation = ports_.reconciliation,
            .messages = ports_.messages,
            .audit = ports_.audit,
            .clock = ports_.clock,
            .digest = ports_.digest,
            .randomness = ports_.randomness,
            .speakers = rule,
            .report = [](std::string trouble) { log::error("request_failed", {{"reason", trouble}}); },
            .admission = &admission_};
}

Doors::Opened Doors::open_local_bureau() {
    const mapping::TablesInForce& tables = ports_.tables_in_force;
    rules_.push_back(std::make_unique<local_bureau::BureauSpeaker>(
        PeerName(config_.bureau_core.peer), DivisionCode(config_.own.region),
        [&tables](const DivisionCode& division) { return tables.current()->router->is_own(division); }));
    national_format::ServerWorld world = national_world(*rules_.back());
    world.institutions = &ports_.institutions;
    national_servers_.push_back(std::make_unique<national_format::Server>(
        executor_, national_options(config_.bureau_core.deadlines), std::move(world)));
    national_format::Server& server = *national_servers_.back();
    return add(http::listen(executor_, tls_listener(config_.listeners.local_bureau, "local_bureau"), http_limits(),
                            server.handler(), server.malformed_answer()),
               "local_bureau");
}

Doors::NationalDoor Doors::national_door(const config::Platform& row) {
    const mapping::TablesInForce& tables = ports_.tables_in_force;
    const PlatformName platform(row.name);
    rules_.push_back(std::make_unique<national::PlatformSpeaker>(
        PeerName(row.peer), platform, row.peer_region, row.peer_role,
        [&tables, platform](const DivisionCode& division) {
            return tables.current()->router->platform_serves(platform, division);
        },
        [&tables](const DivisionCode& division) { return tables.current()->router->is_own(division); }));
    national_servers_.push_back(std::make_unique<national_format::Server>(executor_, national_options(row.deadlines),
                                                                          national_world(*rules_.back())));
    national_format::Server& server = *national_servers_.back();
    return {rules_.back().get(), server.handler(), server.malformed_answer()};
}

/// One listener for several platforms: the certificate says which of them speaks. Nobody's is refused, and audited, by
/// the first.
Doors::Opened Doors::listen_for(std::vector<NationalDoor> doors, const config::Address& address,
                                const std::string& name) {
    http::MalformedAnswer malformed = doors.front().malformed;
    http::Handler handler = [doors = std::move(doors)](http::Request request) {
        const auto knows = [&](const NationalDoor& door) { return door.rule->who(request.peer).has_value(); };
        const auto door = std::ranges::find_if(doors, knows);
        return (door == doors.end() ? doors.front() : *door).handler(std::move(request));
    };
    return add(
        http::listen(executor_, tls_listener(address, name), http_limits(), std::move(handler), std::move(malformed)),
        name);
}

Doors::Opened Doors::open_national() {
    std::vector<NationalDoor> shared;
    for (const config::Platform& row : config_.platforms) {
        if (row.adapter != config::Adapter::national) continue;
        NationalDoor door = national_door(row);
        if (!row.listen) {
            shared.push_back(std::move(door));
            continue;
        }
        if (Opened opened = listen_for({std::move(door)}, *row.listen, row.name); !opened) return opened;
    }
    if (shared.empty()) return {};
    return listen_for(std::move(shared), config_.listeners.national, "national");
}

Doors::Opened Doors::open_delta() {
    yangtze_delta::ServerSettings settings;
    settings.address = config_.listeners.delta.host;
    settings.port = config_.listeners.delta.port;
    settings.credentials = credentials_;
    settings.reception.own_region = DivisionCode(config_.own.region);
    for (const config::Platform& row : config_.platforms)
        if (row.adapter == config::Adapter::yangtze_delta)
            settings.partners.push_back({DivisionCode(row.peer_region), PeerName(row.peer), PlatformName(row.name)});
    settings.max_connections = config_.limits.max_connections;
    settings.max_frame_bytes = config_.limits.max_frame_bytes;
    settings.max_queued_bytes = config_.limits.max_queued_bytes;
    settings.max_connections_per_peer = config_.limits.max_connections_per_peer;
    settings.handshake = config_.limits.handshake;
    settings.idle = 2 * config_.limits.idle;  // whoever asks there may have nothing to ask for long
    settings.frame_limit = config_.limits.request;
    settings.write_limit = config_.limits.write;
    settings.on_trouble = [&metrics = ports_.metrics](std::string reason) {
        metrics.count_refused_connection("delta");
        log::warning("connection_refused", {{"listener", "delta"}, {"reason", reason}});
    };
    auto server = yangtze_delta::serve(
        executor_, std::move(settings),
        {.desk = ports_.desk,
         .days = ports_.partner_days,
         .messages = ports_.messages,
         .audit = ports_.audit,
         .clock = ports_.clock,
         .digest = ports_.digest,
         .randomness = ports_.randomness,
         .admission = &admission_,
         .adjustments = &ports_.partner_adjustments,
         .report = [](std::string trouble) { log::error("request_failed", {{"reason", trouble}}); }});
    if (!server) return std::unexpected("delta: " + server.error());
    delta_server_ = std::move(*server);
    log::info("listening", {{"listener", "delta"}, {"port", static_cast<int>(delta_server_->port())}});
    return {};
}

Doors::Opened Doors::open_api() {
    const http::Handler handler = [this](http::Request request) { return ports_.api.handle(std::move(request)); };
    http::ServerLimits limits = http_limits();
    limits.max_body_bytes = std::max(limits.max_body_bytes, config_.limits.max_import_bytes);
    if (Opened over_tls =
            add(http::listen(executor_, tls_listener(config_.listeners.api, "api"), limits, handler), "api");
        !over_tls)
        return over_tls;
    return add(http::listen(executor_, config_.listeners.unix_socket, limits, handler), "unix_socket");
}

boost::asio::awaitable<http::Response> Doors::metrics_answer(http::Request request) {
    http::Response response;
    response.content_type = "text/plain; charset=utf-8";
    if (request.path == "/metrics") {
        response.content_type = metrics::Metrics::content_type;
        const auto counts = admission_.counts();
        ports_.metrics.set_requests(static_cast<long long>(counts.in_progress), static_cast<long long>(counts.waiting));
        response.body = ports_.metrics.text();
    } else if (request.path == "/healthz") {
        response.body = "ok\n";
    } else if (request.path == "/readyz") {
        const bool ready = ports_.is_ready();
        response.status = ready ? 200 : 503;
        response.body = ready ? "ready\n" : "not ready\n";
    } else {
        response.status = 404;
    }
    co_return response;
}

Doors::Opened Doors::open_metrics() {
    http::TcpListener listener;
    listener.address = config_.listeners.metrics.host;
    listener.port = config_.listeners.metrics.port;
    http::ServerLimits limits = http_limits();
    limits.max_body_bytes = metrics_body_bytes;
    limits.max_connections = std::min(limits.max_connections, metrics_connections);
    return add(http::listen(executor_, listener, limits,
                            [this](http::Request request) { return metrics_answer(std::move(request)); }),
               "metrics");
}

void Doors::recheck_peers() {
    for (const auto& server : http_servers_)
        server->recheck_peers();
    if (delta_server_) delta_server_->recheck_peers();
}

ports::awaitable<void> Doors::close(milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    admission_.close();
    // All at once: each stops accepting before it waits, so none stays open while another one drains.
    const auto on_error = [](std::string reason) { log::error("stop_failed", {{"reason", reason}}); };
    if (delta_server_) closing_.spawn(closed(*delta_server_, limit), on_error);
    for (const auto& server : http_servers_)
        closing_.spawn(server->stop(limit), on_error);
    co_await closing_.close(limit + time_to_cut);
    // Work whose asker was answered for goes on behind the closed doors.
    for (const auto& server : national_servers_)
        co_await server->stop(async::left_until(deadline));
}

}  // namespace clearing::wiring
