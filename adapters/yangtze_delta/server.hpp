#pragma once

#include "adapters/yangtze_delta/partner.hpp"
#include "adapters/yangtze_delta/reception.hpp"
#include "gateway/infra/async/admission_line.hpp"
#include "gateway/infra/tls/credentials.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace clearing::yangtze_delta {

struct ServerSettings {
    std::string address = "127.0.0.1";
    unsigned short port = 7444;  ///< 0 takes a free one
    std::shared_ptr<tls::Credentials> credentials;
    ReceptionSettings reception;
    /// Regions with a route, by certificate. A partner of any other region is refused by Hello.
    std::vector<Partner> partners;
    std::size_t max_connections = 1'000;
    std::size_t max_in_flight = 64;  ///< per connection; told in the Hello, more are answered GW2004
    std::size_t max_frame_bytes = 4 * 1024 * 1024;
    std::size_t max_queued_bytes = 8 * 1024 * 1024;  ///< of answers not yet taken; beyond it nothing more is read
    std::size_t max_connections_per_peer = 1'000;
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds idle{120'000};        ///< a connection without a request
    std::chrono::milliseconds write_limit{30'000};  ///< for one answer; whoever does not read it is cut
    std::chrono::milliseconds frame_limit{30'000};  ///< from a frame's first byte to its last
    /// Refused Hellos that are put on record; the others are counted with the next.
    async::PeerLimits refusals_on_record{.requests_per_second = 1, .burst = 100};
    /// One sentence for the log about a connection that was refused or ended badly. No person, no content.
    std::function<void(std::string)> on_trouble;
};

struct ServerCounts {
    std::uint64_t requests = 0;
    std::uint64_t busy = 0;            ///< beyond max_in_flight, or beyond the partner's rate
    std::uint64_t refused_hellos = 0;  ///< wrong role, or a region without a route
    std::uint64_t broken_frames = 0;   ///< length 0, too long, or cut short
    std::uint64_t answered_for = 0;    ///< at its deadline, while the work went on
    std::uint64_t unreadable = 0;      ///< a whole frame that holds no Envelope
    std::size_t connections = 0;
    std::size_t in_flight = 0;
};

/// Other regions' gateways ask us (delta.proto): speaks first, answers out of order, each request in a coroutine of its
/// own, through one bounded writer per connection.
class Server {
public:
    virtual ~Server() = default;

    virtual unsigned short port() const = 0;
    virtual ServerCounts counts() const = 0;

    /// After a reload of the credentials: a connection whose peer no longer stands takes no new request (GW1206) and is
    /// closed after those in flight.
    virtual void recheck_peers() = 0;

    /// No new connections; new requests are answered GW2005; what is in flight is finished and answered. False: `limit`
    /// passed and the rest was cut.
    virtual awaitable<bool> stop(std::chrono::milliseconds limit) = 0;
};

/// Error: one sentence (address in use, …).
std::expected<std::unique_ptr<Server>, std::string> serve(boost::asio::any_io_executor executor,
                                                          ServerSettings settings, ServerPorts ports);

}  // namespace clearing::yangtze_delta
