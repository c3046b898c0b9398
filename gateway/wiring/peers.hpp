#pragma once

#include "adapters/national/days.hpp"
#include "adapters/national_format/client.hpp"
#include "adapters/national_format/sign_in.hpp"
#include "adapters/yangtze_delta/client.hpp"
#include "gateway/infra/async/gate.hpp"
#include "gateway/infra/config/config.hpp"
#include "gateway/infra/tls/credentials.hpp"
#include "gateway/ports/other_sides.hpp"

#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace clearing::wiring {

/// What the clients need of the world. References outlive them.
struct PeerPorts {
    ports::MessageLog& messages;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::Randomness& randomness;
    national::CellsOfDay national_cells;           ///< what a national day is asked about
    yangtze_delta::TellLateAnswer on_late_answer;  ///< a national call ends its connection with its deadline
};

/// Everybody we ask: a client per row of the config, and the bureau's core.
class Peers {
public:
    Peers(boost::asio::any_io_executor executor, const config::Config& config,
          std::shared_ptr<tls::Credentials> credentials, PeerPorts ports);

    const ports::OtherSides& other_sides() const { return other_sides_; }

    /// After new certificates: connections to servers that no longer stand are closed after what is in flight.
    void recheck(const tls::Credentials& credentials);
    /// Nothing new is asked but 9002, where we are signed in; what is under way may finish within `limit`, the rest is
    /// cut.
    ports::awaitable<void> stop(std::chrono::milliseconds limit);

private:
    struct NationalSide {
        PeerName peer;
        std::unique_ptr<http::Client> http;
        std::unique_ptr<national_format::SignIn> sign_in;  ///< of a platform that is signed in to
        std::unique_ptr<national_format::Client> client;
        std::unique_ptr<national::Days> days;
    };
    void add_delta(const config::Platform& row);
    void add_national(const config::Platform& row);
    std::unique_ptr<national_format::SignIn> sign_in_to(const config::Platform& row, const national_format::Peer& peer,
                                                        http::Client& http) const;
    /// Signed out from and hung up on.
    static ports::awaitable<void> part_from(const NationalSide& side);
    void set_core(const config::BureauCore& core);
    http::ClientOptions http_options(const config::Address& address, std::string region, std::string role,
                                     std::size_t max_in_flight) const;

    boost::asio::any_io_executor executor_;
    const config::Config& config_;
    std::shared_ptr<tls::Credentials> credentials_;
    PeerPorts ports_;
    std::vector<NationalSide> nationals_;
    std::vector<std::unique_ptr<yangtze_delta::Client>> deltas_;
    ports::OtherSides other_sides_;
    async::Gate stopping_{executor_};
};

}  // namespace clearing::wiring
