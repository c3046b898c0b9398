#pragma once

#include "gateway/infra/config/config.hpp"
#include "gateway/infra/tls/credentials.hpp"
#include "gateway/ports/peer_view.hpp"
#include "gateway/wiring/observed_messages.hpp"

namespace clearing::wiring {

/// Peers and certificates as the running process knows them: the configuration beside the traffic.
class PeerStatusView final : public ports::PeerView {
public:
    PeerStatusView(const config::Config& config, const tls::Credentials& credentials, const ObservedMessages& messages)
        : config_(config), credentials_(credentials), messages_(messages) {}

    std::vector<ports::PeerStatus> peers() const override;
    std::vector<ports::CertificateStatus> certificates() const override;

private:
    void add_traffic(ports::PeerStatus& status) const;

    const config::Config& config_;
    const tls::Credentials& credentials_;
    const ObservedMessages& messages_;
};

}  // namespace clearing::wiring
