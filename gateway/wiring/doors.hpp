#pragma once

#include "adapters/local_bureau/speaker.hpp"
#include "adapters/national/speaker.hpp"
#include "adapters/national_format/server.hpp"
#include "adapters/yangtze_delta/server.hpp"
#include "gateway/api/api.hpp"
#include "gateway/infra/async/admission.hpp"
#include "gateway/infra/async/gate.hpp"
#include "gateway/infra/config/config.hpp"
#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/services/settlement/world.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace clearing::wiring {

/// What answering needs of the world. References outlive the doors.
struct DoorPorts {
    ports::Desk& desk;
    ports::PartnerDays& partner_days;
    ports::PartnerAdjustments& partner_adjustments;
    ports::BureauReconciliation& reconciliation;
    ports::InstitutionDesk& institutions;
    ports::MessageLog& messages;
    ports::AuditLog& audit;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::Randomness& randomness;
    const mapping::TablesInForce& tables_in_force;
    api::Api& api;
    metrics::Metrics& metrics;
    std::function<bool()> is_ready;
};

/// Every listener of DESIGN §5: local bureau, Delta, the callbacks of national platforms, API on TLS and on the Unix
/// socket, metrics.
class Doors {
public:
    Doors(boost::asio::any_io_executor executor, const config::Config& config,
          std::shared_ptr<tls::Credentials> credentials, DoorPorts ports);

    /// Error: one sentence (address in use, path too long).
    std::expected<void, std::string> open();

    void recheck_peers();
    /// Every door takes nothing new from here on; what is in flight is finished and answered within `limit`, the rest
    /// is cut.
    ports::awaitable<void> close(std::chrono::milliseconds limit);

private:
    using Opened = std::expected<void, std::string>;

    /// One platform of the national format as a listener knows it.
    struct NationalDoor {
        const national_format::SpeakerRule* rule;
        http::Handler handler;
        http::MalformedAnswer malformed;
    };
    NationalDoor national_door(const config::Platform& row);
    Opened listen_for(std::vector<NationalDoor> doors, const config::Address& address, const std::string& name);

    Opened open_local_bureau();
    Opened open_national();
    Opened open_delta();
    Opened open_api();
    Opened open_metrics();
    Opened add(std::expected<std::unique_ptr<http::Server>, std::string> server, const std::string& listener);

    static async::AdmissionLimits admission_limits(const config::Config& config);
    national_format::ServerOptions national_options(const config::Deadlines& deadlines) const;
    national_format::ServerWorld national_world(const national_format::SpeakerRule& rule);
    http::ServerLimits http_limits() const;
    http::TcpListener tls_listener(const config::Address& address, const std::string& name) const;
    boost::asio::awaitable<http::Response> metrics_answer(http::Request request);

    boost::asio::any_io_executor executor_;
    const config::Config& config_;
    async::Admission admission_;  ///< one for every door through which work comes
    std::shared_ptr<tls::Credentials> credentials_;
    DoorPorts ports_;
    std::vector<std::unique_ptr<national_format::SpeakerRule>> rules_;
    std::vector<std::unique_ptr<national_format::Server>> national_servers_;
    std::vector<std::unique_ptr<http::Server>> http_servers_;
    std::unique_ptr<yangtze_delta::Server> delta_server_;
    async::Gate closing_{executor_};
};

}  // namespace clearing::wiring
