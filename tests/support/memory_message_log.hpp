#pragma once

#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/message_log.hpp"
#include "tests/support/memory_link.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// What the database keeps of messages; several daemons share it.
struct MemoryMessages {
    struct Inbound {
        ports::InboundMessage message;
        MessageNo first;  ///< of its key; itself when it is the first
        std::vector<ports::OutboundAnswer> answers;
    };
    struct Outbound {
        ports::OutboundMessage message;
        std::vector<ports::PeerReply> replies;
    };
    std::map<MessageKey, MessageNo> first_of;
    std::map<MessageNo, Inbound> inbound;
    std::map<MessageNo, Outbound> outbound;
    /// By the key's first message; of each code the earliest counts.
    std::map<MessageNo, std::vector<ports::GivenAnswer>> final_answers;
    long long last_number = 0;

    /// Inside a transaction of whoever keeps a message with what it is about.
    MessageNo keep_outgoing(MemoryWrite& write, const ports::OutboundMessage& message);
    void keep_answer(MemoryWrite& write, MessageNo no, const ports::OutboundAnswer& answer);
};

/// MessageLog in memory: the first message of a key takes it for life; a final answer is given again. Held to
/// message_log_contract.hpp.
class MemoryMessageLog final : public ports::MessageLog {
public:
    MemoryMessageLog(MemoryMessages& kept, MemoryLink& link) : kept_(kept), link_(link) {}

    ports::awaitable<Result<ports::Admission>> admit(ports::InboundMessage message) override;
    ports::awaitable<Result<void>> answered(MessageNo no, ports::OutboundAnswer answer) override;
    ports::awaitable<Result<MessageNo>> sending(ports::OutboundMessage message) override;
    ports::awaitable<Result<void>> replied(MessageNo no, ports::PeerReply reply) override;
    ports::awaitable<Result<void>> asked(ports::OutboundMessage question, ports::PeerReply reply) override;

private:
    MemoryMessages& kept_;
    MemoryLink& link_;
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
