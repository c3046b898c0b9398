#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/message_log.hpp"

namespace clearing::postgres {

/// Every message in one append-only table; bodies sealed. The pool and the vault outlive it.
class MessageLog final : public ports::MessageLog {
public:
    MessageLog(Pool& pool, const Vault& vault) : pool_(pool), vault_(vault) {}

    awaitable<Result<ports::Admission>> admit(ports::InboundMessage message) override;
    awaitable<Result<void>> answered(MessageNo no, ports::OutboundAnswer answer) override;
    awaitable<Result<MessageNo>> sending(ports::OutboundMessage message) override;
    awaitable<Result<void>> replied(MessageNo no, ports::PeerReply reply) override;
    awaitable<Result<void>> asked(ports::OutboundMessage question, ports::PeerReply reply) override;

private:
    Pool& pool_;
    const Vault& vault_;
};

}  // namespace clearing::postgres
