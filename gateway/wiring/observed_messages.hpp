#pragma once

#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/message_log.hpp"

#include <chrono>
#include <map>
#include <string>

namespace clearing::wiring {

/// What the traffic with one peer last looked like.
struct PeerTraffic {
    long long in_flight = 0;
    std::optional<Instant> last_answer, last_failure;
    std::string last_failure_reason;
};

/// The message log as everything passes it: each message is counted and timed once, whichever protocol it came by.
class ObservedMessages final : public ports::MessageLog {
public:
    ObservedMessages(ports::MessageLog& log, metrics::Metrics& metrics, ports::Clock& clock)
        : log_(log), metrics_(metrics), clock_(clock) {}

    ports::awaitable<Result<ports::Admission>> admit(ports::InboundMessage message) override;
    ports::awaitable<Result<void>> answered(MessageNo no, ports::OutboundAnswer answer) override;
    void told(MessageNo no) override;
    ports::awaitable<Result<MessageNo>> sending(ports::OutboundMessage message) override;
    ports::awaitable<Result<MessageNo>> sending_kept_by(ports::KeepMessage keep,
                                                        ports::OutboundMessage message) override;
    ports::awaitable<Result<void>> asked(ports::OutboundMessage question, ports::PeerReply reply) override;
    ports::awaitable<Result<void>> replied(MessageNo no, ports::PeerReply reply) override;

    PeerTraffic traffic(const PeerName& peer) const;

private:
    struct Pending {
        std::string infno;
        PeerName peer;
        std::chrono::steady_clock::time_point since;
    };
    using PendingMessages = std::map<MessageNo, Pending>;
    static std::optional<Pending> take(PendingMessages& messages, MessageNo no);
    void remember(PendingMessages& messages, MessageNo no, Pending pending);
    Pending pending_of(const ports::OutboundMessage& message) const;
    void count_sent(const Result<MessageNo>& no, Pending pending);
    void count_answered(MessageNo no, const std::string& code);
    void observe(const Pending& sent, const ports::PeerReply& reply);

    ports::MessageLog& log_;
    metrics::Metrics& metrics_;
    ports::Clock& clock_;
    PendingMessages received_, sent_;
    std::map<PeerName, PeerTraffic> traffic_;
};

}  // namespace clearing::wiring
