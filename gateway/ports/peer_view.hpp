#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// The other sides as the running process knows them.
struct PeerStatus {
    PeerName name;
    PlatformName platform;  ///< empty for the bureau's core
    std::string region;     ///< its certificate must carry this region and role
    std::string role;
    std::vector<std::string> addresses;  ///< host:port
    long long in_flight = 0;
    std::optional<Instant> last_answer, last_failure;
    std::string last_failure_reason;
};

struct CertificateStatus {
    std::string name;  ///< "gateway", a peer's name; "crl" for the revocation list
    std::string region, role, fingerprint;
    Instant not_after{};      ///< of the revocation list: its next update
    long long days_left = 0;  ///< by real time, whatever the business clock says; negative: over
    bool alarm = false;       ///< within the alarm days of the config
};

class PeerView {
public:
    virtual ~PeerView() = default;
    virtual std::vector<PeerStatus> peers() const = 0;
    virtual std::vector<CertificateStatus> certificates() const = 0;
};

}  // namespace clearing::ports
