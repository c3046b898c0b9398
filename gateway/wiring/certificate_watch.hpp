#pragma once

#include "gateway/ports/alarms.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/peer_view.hpp"

#include <map>
#include <string>

namespace clearing::wiring {

/// Tells of certificates and revocation lists that end soon, and of new ones that could not be taken in: once they are
/// over nobody is let in any more (DESIGN §5).
class CertificateWatch {
public:
    CertificateWatch(const ports::PeerView& peers, ports::Alarms& alarms, const ports::Clock& clock, std::string host)
        : peers_(peers), alarms_(alarms), clock_(clock), host_(std::move(host)) {}

    /// Once for each end: whoever acknowledged it knows.
    ports::awaitable<void> step();

    /// The old ones stay in force. `reason`: which file, and what is wrong with it.
    ports::awaitable<void> not_reloaded(std::string reason);

private:
    const ports::PeerView& peers_;
    ports::Alarms& alarms_;
    const ports::Clock& clock_;
    std::string host_;
    std::map<std::string, Instant> told_;  ///< by name: the end that was told
};

}  // namespace clearing::wiring
