#include "gateway/infra/postgres/message_log.hpp"

#include "gateway/infra/postgres/message_kinds.hpp"

namespace clearing::postgres {

awaitable<Result<ports::Admission>> MessageLog::admit(ports::InboundMessage message) {
    return pool_.write(admitted_messages, sealed(vault_, std::move(message)));
}

awaitable<Result<void>> MessageLog::answered(MessageNo no, ports::OutboundAnswer answer) {
    return pool_.write(given_answers, sealed(vault_, no, answer));
}

awaitable<Result<MessageNo>> MessageLog::sending(ports::OutboundMessage message) {
    return pool_.write(outgoing_messages, sealed(vault_, std::move(message)));
}

awaitable<Result<void>> MessageLog::replied(MessageNo no, ports::PeerReply reply) {
    // Nobody waits for it: what is decided from the reply is asked for later and cannot be durable earlier.
    pool_.post(peer_replies, sealed(vault_, no, reply));
    co_return Result<void>{};
}

awaitable<Result<void>> MessageLog::asked(ports::OutboundMessage question, ports::PeerReply reply) {
    pool_.post(asked_questions, sealed(vault_, std::move(question), reply));
    co_return Result<void>{};
}

}  // namespace clearing::postgres
