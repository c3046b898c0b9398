#include "gateway/wiring/peer_status.hpp"

namespace clearing::wiring {
namespace {

using std::chrono::system_clock;

std::string text_of(const config::Address& address) {
    return address.host + ":" + std::to_string(address.port);
}

Instant instant_of(system_clock::time_point time) {
    return std::chrono::floor<std::chrono::milliseconds>(time);
}

/// Certificates live by the machine's clock, whatever the business clock says.
void set_end(ports::CertificateStatus& status, system_clock::time_point end, std::chrono::days alarm_before) {
    const auto left = end - system_clock::now();
    status.not_after = instant_of(end);
    status.days_left = std::chrono::floor<std::chrono::days>(left).count();
    status.alarm = left < alarm_before;
}

}  // namespace

void PeerStatusView::add_traffic(ports::PeerStatus& status) const {
    const PeerTraffic traffic = messages_.traffic(status.name);
    status.in_flight = traffic.in_flight;
    status.last_answer = traffic.last_answer;
    status.last_failure = traffic.last_failure;
    status.last_failure_reason = traffic.last_failure_reason;
}

std::vector<ports::PeerStatus> PeerStatusView::peers() const {
    std::vector<ports::PeerStatus> result;
    for (const config::Platform& row : config_.platforms) {
        ports::PeerStatus status;
        status.name = PeerName(row.peer);
        status.platform = PlatformName(row.name);
        status.region = row.peer_region;
        status.role = row.peer_role;
        for (const config::Address& address : row.addresses)
            status.addresses.push_back(text_of(address));
        add_traffic(status);
        result.push_back(std::move(status));
    }
    ports::PeerStatus core;
    core.name = PeerName(config_.bureau_core.peer);
    core.region = config_.bureau_core.peer_region.empty() ? config_.own.region : config_.bureau_core.peer_region;
    core.role = config_.bureau_core.peer_role;
    core.addresses = {text_of(config_.bureau_core.address)};
    add_traffic(core);
    result.push_back(std::move(core));
    return result;
}

std::vector<ports::CertificateStatus> PeerStatusView::certificates() const {
    const tls::Identity& identity = credentials_.own();
    ports::CertificateStatus own{
        .name = "gateway", .region = identity.region, .role = identity.role, .fingerprint = identity.fingerprint};
    set_end(own, identity.not_after, config_.tls.certificate_alarm);
    ports::CertificateStatus revocations{.name = "crl", .region = {}, .role = {}, .fingerprint = {}};
    set_end(revocations, credentials_.revocations_next_update(), config_.tls.crl_alarm);
    return {std::move(own), std::move(revocations)};
}

}  // namespace clearing::wiring
