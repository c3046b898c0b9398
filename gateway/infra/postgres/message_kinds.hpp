#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/kind.hpp"
#include "gateway/ports/message_log.hpp"

#include <vector>

namespace clearing::postgres {

// The rows of the message log by kind, as they are written; bodies are sealed before.

struct AdmittedMessage {
    const Vault* vault;  ///< opens what an earlier message of the key said
    ports::InboundMessage message;
    Bytes sealed_body;
};
AdmittedMessage sealed(const Vault& vault, ports::InboundMessage message);
extern const WriteKind<AdmittedMessage, ports::Admission> admitted_messages;

struct OutgoingMessage {
    ports::OutboundMessage message;
    Bytes sealed_body;
};
OutgoingMessage sealed(const Vault& vault, ports::OutboundMessage message);
/// Their numbers, in the same order. Also for whoever keeps a message in the commit of what it is about.
std::vector<MessageNo> keep_outgoing(Session& session, const std::vector<const OutgoingMessage*>& messages);
extern const WriteKind<OutgoingMessage, MessageNo> outgoing_messages;

/// What was said to a message: our answer, or a peer's reply. The earliest final answer of a code counts, so a second
/// row of it after a doubt does no harm.
struct AnswerRow {
    MessageNo to;
    std::string outcome;
    std::string code;
    bool is_final = false;
    Bytes sealed_body;
    Instant at{};
};
AnswerRow sealed(const Vault& vault, MessageNo to, const ports::OutboundAnswer& answer);
AnswerRow sealed(const Vault& vault, MessageNo to, const ports::PeerReply& reply);
/// Also for whoever keeps an answer in the commit of what it tells.
void keep_answers(Session& session, const std::vector<const AnswerRow*>& answers);
extern const WriteKind<AnswerRow, void> given_answers;
extern const WriteKind<AnswerRow, void> peer_replies;

/// A message of ours and its reply in one row.
struct AskedQuestion {
    OutgoingMessage question;
    std::string outcome;
    Bytes sealed_reply;
    Instant replied_at{};
};
AskedQuestion sealed(const Vault& vault, ports::OutboundMessage question, const ports::PeerReply& reply);
extern const WriteKind<AskedQuestion, void> asked_questions;

}  // namespace clearing::postgres
