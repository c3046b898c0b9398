#pragma once

#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/message_log.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// MessageLog in memory: the first message of a key takes it for life; a final answer is given again.
class MemoryMessageLog final : public ports::MessageLog {
public:
    struct Inbound {
        ports::InboundMessage message;
        std::vector<ports::OutboundAnswer> answers;
    };
    struct Outbound {
        ports::OutboundMessage message;
        std::vector<ports::PeerReply> replies;
    };

    ports::awaitable<Result<ports::Admission>> admit(ports::InboundMessage message) override;
    ports::awaitable<Result<void>> answered(MessageNo no, ports::OutboundAnswer answer) override;
    ports::awaitable<Result<MessageNo>> sending(ports::OutboundMessage message) override;
    ports::awaitable<Result<void>> replied(MessageNo no, ports::PeerReply reply) override;

    std::map<MessageNo, Inbound> inbound;
    std::map<MessageNo, Outbound> outbound;
    bool unavailable = false;

private:
    long long last_number_ = 0;
};

/// AuditLog in memory.
class MemoryAuditLog final : public ports::AuditLog {
public:
    ports::awaitable<Result<void>> record(ports::AuditEvent event) override;
    ports::awaitable<Result<std::vector<ports::AuditEvent>>> tail(std::size_t count) override;

    std::vector<ports::AuditEvent> events;
    bool unavailable = false;
};

}  // namespace clearing::tests
