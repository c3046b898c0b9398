#pragma once

#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/wiring/certificate_watch.hpp"

#include <expected>
#include <functional>
#include <string>

namespace clearing::wiring {

/// What a SIGHUP is for: the log file is opened again, certificates and CRL are read again, and every live peer is
/// verified again by those in force then. Bad new files keep the old ones and are an alarm.
class Reload {
public:
    /// References outlive it.
    struct Ports {
        std::function<std::expected<void, std::string>()> reopen_log;
        std::function<std::expected<void, std::string>()> read_certificates;  ///< all of them, or the old ones stay
        std::function<ports::awaitable<void>()> verify_peers;
        CertificateWatch& watch;
        ports::AuditLog& audit;
        const ports::Clock& clock;
    };
    explicit Reload(Ports ports) : ports_(std::move(ports)) {}

    /// Whatever is thrown ends this reload alone: the daemon must go on hearing SIGTERM.
    ports::awaitable<void> run();

private:
    std::expected<void, std::string> read_certificates() const;
    ports::awaitable<void> steps();

    Ports ports_;
};

}  // namespace clearing::wiring
