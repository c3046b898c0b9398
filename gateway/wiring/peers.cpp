#include "gateway/wiring/peers.hpp"

#include "gateway/infra/http/fallback_client.hpp"
#include "gateway/infra/log/log.hpp"

#include <algorithm>

namespace clearing::wiring {
namespace {

/// Beyond the limit: a connection that is cut, or said goodbye on, is gone by then.
constexpr std::chrono::milliseconds time_to_part{500};
/// Beyond the limit, too: a platform that does not answer it costs no more.
constexpr std::chrono::milliseconds time_to_sign_out{500};

ports::awaitable<void> stopped(yangtze_delta::Client& client, std::chrono::milliseconds limit) {
    co_await client.stop(limit);
}

void log_sign_in(const PeerName& peer, const Result<void>& signed_in) {
    if (signed_in) return log::info("signed_in", {{"peer", peer.text}});
    log::warning("sign_in_failed", {{"peer", peer.text}, {"reason", sentence(signed_in.error())}});
}

/// Its last question has its answer.
ports::awaitable<void> sign_out(national_format::SignIn& sign_in, PeerName peer) {
    const auto signed_out = co_await sign_in.sign_out(time_to_sign_out);
    if (!signed_out) {
        log::warning("sign_out_failed", {{"peer", peer.text}, {"reason", sentence(signed_out.error())}});
        co_return;
    }
    if (*signed_out) log::info("signed_out", {{"peer", peer.text}});
}

ports::AnswerTimes times_of(const config::Deadlines& deadlines) {
    return {deadlines.person, deadlines.visit,   deadlines.quote, deadlines.settle,
            deadlines.cancel, deadlines.reverse, deadlines.query};
}

}  // namespace

Peers::Peers(boost::asio::any_io_executor executor, const config::Config& config,
             std::shared_ptr<tls::Credentials> credentials, PeerPorts ports)
    : executor_(std::move(executor)), config_(config), credentials_(std::move(credentials)), ports_(ports) {
    for (const config::Platform& row : config_.platforms)
        row.adapter == config::Adapter::yangtze_delta ? add_delta(row) : add_national(row);
    set_core(config_.bureau_core);
}

void Peers::add_delta(const config::Platform& row) {
    yangtze_delta::ClientSettings settings;
    settings.own_region = DivisionCode(config_.own.region);
    settings.partner = {DivisionCode(row.peer_region), PeerName(row.peer), PlatformName(row.name)};
    for (const config::Address& address : row.addresses)
        settings.addresses.push_back({address.host, address.port, {}, credentials_});
    settings.max_in_flight = row.max_in_flight;
    settings.max_frame_bytes = config_.limits.max_frame_bytes;
    settings.day_answer = row.deadlines.day;
    const yangtze_delta::ClientPorts ports{
        .messages = ports_.messages, .clock = ports_.clock, .digest = ports_.digest, .randomness = ports_.randomness};
    deltas_.push_back(
        std::make_unique<yangtze_delta::Client>(executor_, std::move(settings), ports, ports_.on_late_answer));
    yangtze_delta::Client* client = deltas_.back().get();
    const PlatformName name(row.name);
    other_sides_.platforms[name] = {.name = name,
                                    .peer = PeerName(row.peer),
                                    .day_rule = row.day_rule,
                                    .vocabulary = row.vocabulary,
                                    .side = client,
                                    .days = client,
                                    .times = times_of(row.deadlines),
                                    .exchanges_adjustments = row.exchanges_adjustments};
}

void Peers::add_national(const config::Platform& row) {
    NationalSide side;
    side.peer = PeerName(row.peer);
    std::vector<http::ClientOptions> addresses;
    for (const config::Address& address : row.addresses)
        addresses.push_back(http_options(address, row.peer_region, row.peer_role, row.max_in_flight));
    side.http = http::make_fallback_client(executor_, std::move(addresses));
    national_format::Peer peer{PeerName(row.peer), PlatformName(row.name)};
    side.sign_in = sign_in_to(row, peer, *side.http);
    peer.sign_in = side.sign_in.get();
    peer.names_the_day = !treatment_side_names_the_day(row.day_rule);
    side.client =
        std::make_unique<national_format::Client>(peer, *side.http, ports_.messages, ports_.clock, ports_.digest);
    national::DaysOptions options;
    options.own_region = DivisionCode(config_.own.region);
    options.agency = InstitutionCode(config_.own.agency_code.empty() ? config_.own.region : config_.own.agency_code);
    options.cells = ports_.national_cells;
    options.limit = row.deadlines.day;
    side.days = std::make_unique<national::Days>(options, peer, *side.http, ports_.messages, ports_.clock,
                                                 ports_.digest, ports_.randomness);
    const PlatformName name(row.name);
    other_sides_.platforms[name] = {name,
                                    PeerName(row.peer),
                                    row.day_rule,
                                    row.vocabulary,
                                    side.client.get(),
                                    side.days.get(),
                                    times_of(row.deadlines)};
    nationals_.push_back(std::move(side));
}

std::unique_ptr<national_format::SignIn> Peers::sign_in_to(const config::Platform& row,
                                                           const national_format::Peer& peer,
                                                           http::Client& http) const {
    if (!row.sign_in.enabled) return nullptr;
    national_format::SignInSettings settings;
    settings.own_region = DivisionCode(config_.own.region);
    settings.agency = InstitutionCode(config_.own.agency_code.empty() ? config_.own.region : config_.own.agency_code);
    settings.operator_code = row.sign_in.operator_code.empty() ? settings.agency.text : row.sign_in.operator_code;
    settings.mac = row.sign_in.mac;
    settings.ip = row.sign_in.ip;
    return std::make_unique<national_format::SignIn>(peer, std::move(settings), http, ports_.messages, ports_.clock,
                                                     ports_.digest, ports_.randomness, log_sign_in);
}

void Peers::set_core(const config::BureauCore& core) {
    NationalSide side;
    side.peer = PeerName(core.peer);
    const std::string region = core.peer_region.empty() ? config_.own.region : core.peer_region;
    side.http = http::make_client(executor_, http_options(core.address, region, core.peer_role, core.max_in_flight));
    const national_format::Peer peer{PeerName(core.peer), PlatformName()};
    side.client =
        std::make_unique<national_format::Client>(peer, *side.http, ports_.messages, ports_.clock, ports_.digest);
    other_sides_.core_peer = PeerName(core.peer);
    other_sides_.core = side.client.get();
    other_sides_.core_times = times_of(core.deadlines);
    nationals_.push_back(std::move(side));
}

http::ClientOptions Peers::http_options(const config::Address& address, std::string region, std::string role,
                                        std::size_t max_in_flight) const {
    http::ClientOptions options;
    options.host = address.host;
    options.port = address.port;
    options.credentials = credentials_;
    options.expected_region = std::move(region);
    options.expected_role = std::move(role);
    // In TLS 1.3 a refused client certificate shows only at the first read: a harmless question finds out.
    options.warm_up_path = "/fsi/api/hello";
    options.max_connections = max_in_flight;
    return options;
}

void Peers::recheck(const tls::Credentials& credentials) {
    for (const NationalSide& side : nationals_)
        side.http->recheck_peers();
    for (const auto& client : deltas_)
        client->recheck_peers(credentials);
}

ports::awaitable<void> Peers::part_from(const NationalSide& side) {
    if (side.sign_in) co_await sign_out(*side.sign_in, side.peer);
    co_await side.http->stop();
}

ports::awaitable<void> Peers::stop(std::chrono::milliseconds limit) {
    const auto on_error = [](std::string reason) { log::error("stop_failed", {{"reason", reason}}); };
    // All at once: each takes nothing new before it waits, and one that hangs costs the others no time.
    for (const auto& client : deltas_)
        stopping_.spawn(stopped(*client, limit), on_error);
    for (const NationalSide& side : nationals_)
        stopping_.spawn(part_from(side), on_error);
    if (co_await stopping_.close(std::max(limit, time_to_sign_out))) co_return;
    for (const NationalSide& side : nationals_)
        side.http->abort();
    co_await stopping_.close(time_to_part);
}

}  // namespace clearing::wiring
