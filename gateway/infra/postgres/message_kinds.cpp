#include "gateway/infra/postgres/message_kinds.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace clearing::postgres {
namespace {

constexpr Write admit_message{"message.admit", Commit::logged};
constexpr Write answer_message{"message.answered", Commit::logged};
constexpr Write send_message{"message.sending", Commit::logged};
constexpr Write note_reply{"message.replied"};
constexpr Write note_question{"message.asked", Commit::logged};

// The first messages of their keys and their identities. In the order of the keys, so that two daemons never wait for
// each other; who has no row found his key taken.
constexpr RowsSql insert_first{"insert_first_messages",
                               "text, text, text, text, text, text, text, bytea, bytea, bigint", R"sql(
    WITH asked AS MATERIALIZED (
        SELECT nextval('message_message_no_seq') AS message_no, a.*
        FROM ({rows}) AS a(peer, institution, msgid, infno, direction, treatment_division, insured_division,
                           content_digest, body, at_ms)),
    taken AS (
        INSERT INTO message_identity (peer, institution, msgid, message_no)
        SELECT peer, institution, msgid, message_no FROM asked
        ON CONFLICT DO NOTHING RETURNING message_no)
    INSERT INTO message (message_no, first_message_no, travels, peer, platform, institution, msgid, infno, direction,
                         treatment_division, insured_division, content_digest, body, at)
    SELECT a.message_no, a.message_no, 'in', a.peer, '', a.institution, a.msgid, a.infno, a.direction,
           a.treatment_division, a.insured_division, a.content_digest, a.body, instant_of(a.at_ms)
    FROM asked a JOIN taken t ON t.message_no = a.message_no
    RETURNING peer, institution, msgid, message_no)sql"};

constexpr Sql first_of_identity{"first_of_message_identity", R"sql(
    SELECT m.message_no, m.content_digest, m.body, m.institution, m.msgid
    FROM message_identity i JOIN message m ON m.message_no = i.message_no
    WHERE i.peer = $1 AND i.institution = $2 AND i.msgid = $3)sql"};

// The earliest of each code: a repetition that raced it, or a second row of it after a doubt, is not what was frozen.
constexpr Sql final_answers{"final_message_answers", R"sql(
    SELECT a.message_no, a.code, a.body FROM message_answer a
    WHERE a.first_message_no = $1 AND a.is_final
      AND NOT EXISTS (SELECT FROM message_answer e WHERE e.first_message_no = $1 AND e.is_final AND e.code = a.code
                                                     AND e.answer_no < a.answer_no)
    ORDER BY a.answer_no)sql"};

constexpr Sql insert_repetition{"insert_repeated_message", R"sql(
    INSERT INTO message (first_message_no, travels, peer, platform, institution, msgid, infno, direction,
                         treatment_division, insured_division, content_digest, body, at)
    VALUES ($1, 'in', $2, '', $3, $4, $5, $6, $7, $8, $9, $10, instant_of($11)) RETURNING message_no)sql"};

constexpr RowsSql insert_outgoing{"insert_outgoing_messages", "text, text, text, text, bytea, bytea, bigint, integer",
                                  R"sql(
    WITH asked AS MATERIALIZED (
        SELECT nextval('message_message_no_seq') AS message_no, a.*
        FROM ({rows}) AS a(peer, platform, msgid, infno, content_digest, body, at_ms, position)),
    kept AS (
        INSERT INTO message (message_no, first_message_no, travels, peer, platform, institution, msgid, infno,
                             direction, treatment_division, insured_division, content_digest, body, at)
        SELECT message_no, message_no, 'out', peer, platform, '', msgid, infno, '', '', '', content_digest, body,
               instant_of(at_ms)
        FROM asked)
    SELECT position, message_no FROM asked)sql"};

constexpr RowsSql insert_questions{"insert_questions",
                                   "text, text, text, text, bytea, bytea, bigint, text, bytea, bigint", R"sql(
    INSERT INTO message (message_no, first_message_no, travels, peer, platform, institution, msgid, infno, direction,
                         treatment_division, insured_division, content_digest, body, at, reply_outcome, reply_body,
                         replied_at)
    SELECT a.message_no, a.message_no, 'out', a.peer, a.platform, '', a.msgid, a.infno, '', '', '', a.content_digest,
           a.body, instant_of(a.at_ms), a.outcome, a.reply, instant_of(a.replied_ms)
    FROM (SELECT nextval('message_message_no_seq') AS message_no, q.*
          FROM ({rows}) AS q(peer, platform, msgid, infno, content_digest, body, at_ms, outcome, reply, replied_ms)) a)sql"};

// What is answered to no message of ours is not written.
constexpr RowsSql insert_answers{"insert_message_answers", "bigint, text, text, boolean, bytea, bigint", R"sql(
    INSERT INTO message_answer (message_no, first_message_no, outcome, code, is_final, body, at)
    SELECT m.message_no, m.first_message_no, a.outcome, a.code, a.is_final, a.body, instant_of(a.at_ms)
    FROM ({rows}) AS a(message_no, outcome, code, is_final, body, at_ms),
         LATERAL (SELECT message_no, first_message_no FROM message WHERE message_no = a.message_no OFFSET 0) m)sql"};

constexpr Sql message_exists{"message_exists", "SELECT 1 FROM message WHERE message_no = $1"};

// A body moved to another row does not open.
std::string body_purpose(const MessageId& message) {
    return "message.body:" + message.text;
}
std::string reply_purpose(const MessageId& question) {
    return "message.reply:" + question.text;
}
std::string answer_purpose(long long message_no) {
    return "message_answer.body:" + std::to_string(message_no);
}

bool is_kept(Session& session, MessageNo no) {
    return session.first(message_exists, {no}).has_value();
}

/// What the key's first message and its final answer say about this repetition.
void describe_repetition(Session& session, const Vault& vault, const Row& first, const ports::InboundMessage& message,
                         ports::Admission& admission) {
    if (first.digest("content_digest") != message.content_digest) {
        admission.kind = ports::AdmissionKind::other_content;
        admission.first_body = vault.unseal(body_purpose(message.key.message), first.bytes("body"));
        return;
    }
    admission.kind = ports::AdmissionKind::same_content;
    for (const Row& answer : session.run(final_answers, {first.number("message_no")}))
        admission.final_answers.push_back(
            {answer.text("code"), vault.unseal(answer_purpose(answer.number("message_no")), answer.bytes("body"))});
    if (!admission.final_answers.empty()) admission.final_answer = admission.final_answers.front().body;
}

/// The message's key is taken by one that is committed, or by another of this group.
Result<ports::Admission> admit_repeated(Session& session, const AdmittedMessage& admitted) {
    const ports::InboundMessage& message = admitted.message;
    const MessageKey& key = message.key;
    const CallHeader& header = message.header;
    const auto first = session.first(first_of_identity, {key.peer, key.institution, key.message});
    if (!first) return fail(ErrorCode::store_unavailable, "a message of the same key has just been withdrawn");
    ports::Admission admission;
    describe_repetition(session, *admitted.vault, *first, message, admission);
    const auto repeated = session.first(
        insert_repetition, {first->number("message_no"), key.peer, key.institution, key.message, header.infno,
                            name_of(message.direction), header.treatment_division, header.insured_division,
                            message.content_digest, admitted.sealed_body, message.received_at});
    admission.no = MessageNo(repeated->number("message_no"));
    return admission;
}

Arguments row_of(const AdmittedMessage& admitted) {
    const ports::InboundMessage& message = admitted.message;
    const CallHeader& header = message.header;
    return {message.key.peer,           message.key.institution,   message.key.message,     header.infno,
            name_of(message.direction), header.treatment_division, header.insured_division, message.content_digest,
            admitted.sealed_body,       message.received_at};
}

/// Of several with one key the first that was asked for takes it.
Answers<ports::Admission> admit_first_ones(Session& session, const Items<AdmittedMessage>& items) {
    std::map<MessageKey, std::size_t> by_key;
    for (std::size_t i = 0; i < items.size(); ++i)
        by_key.emplace(items[i]->message.key, i);
    std::vector<Arguments> rows;
    for (const auto& [key, i] : by_key)
        rows.push_back(row_of(*items[i]));
    auto answers = no_answers<ports::Admission>(items);
    for (const Row& row : session.run(insert_first, rows)) {
        const MessageKey key{PeerName(row.text("peer")), InstitutionCode(row.text("institution")),
                             MessageId(row.text("msgid"))};
        ports::Admission admission;
        admission.kind = ports::AdmissionKind::first;
        admission.no = MessageNo(row.number("message_no"));
        answers[by_key.at(key)] = std::move(admission);
    }
    return answers;
}

std::optional<bool> is_admitted(Session& session, const AdmittedMessage&, const Result<ports::Admission>& admission) {
    return is_kept(session, admission->no);
}

Arguments row_of(const OutgoingMessage& outgoing) {
    const ports::OutboundMessage& message = outgoing.message;
    return {message.peer,           message.platform,     message.message, message.infno,
            message.content_digest, outgoing.sealed_body, message.sent_at};
}

Answers<MessageNo> keep_outgoing_messages(Session& session, const Items<OutgoingMessage>& items) {
    auto answers = no_answers<MessageNo>(items);
    std::ranges::copy(keep_outgoing(session, items), answers.begin());
    return answers;
}

std::optional<bool> is_outgoing_kept(Session& session, const OutgoingMessage&, const Result<MessageNo>& no) {
    return is_kept(session, *no);
}

Arguments row_of(const AnswerRow& answer) {
    return {answer.to, answer.outcome, answer.code, answer.is_final, answer.sealed_body, answer.at};
}

Answers<void> keep_all_answers(Session& session, const Items<AnswerRow>& items) {
    keep_answers(session, items);
    return Answers<void>(items.size(), Result<void>{});
}

Answers<void> keep_questions(Session& session, const Items<AskedQuestion>& items) {
    std::vector<Arguments> rows;
    for (const AskedQuestion* item : items) {
        rows.push_back(row_of(item->question));
        rows.back().insert(rows.back().end(), {item->outcome, item->sealed_reply, item->replied_at});
    }
    session.send(insert_questions, rows);
    return Answers<void>(items.size(), Result<void>{});
}

}  // namespace

std::vector<MessageNo> keep_outgoing(Session& session, const std::vector<const OutgoingMessage*>& messages) {
    std::vector<Arguments> rows;
    for (const OutgoingMessage* message : messages) {
        rows.push_back(row_of(*message));
        rows.back().emplace_back(rows.size() - 1);
    }
    std::vector<MessageNo> numbers(messages.size());
    const Rows kept = session.run(insert_outgoing, rows);
    if (kept.size() != messages.size()) throw std::logic_error("a message of ours was not kept");
    for (const Row& row : kept)
        numbers.at(static_cast<std::size_t>(row.number("position"))) = MessageNo(row.number("message_no"));
    return numbers;
}

void keep_answers(Session& session, const std::vector<const AnswerRow*>& answers) {
    std::vector<Arguments> rows;
    for (const AnswerRow* answer : answers)
        rows.push_back(row_of(*answer));
    session.send(insert_answers, rows);
}

AdmittedMessage sealed(const Vault& vault, ports::InboundMessage message) {
    Bytes body = vault.seal(body_purpose(message.key.message), message.body);
    return {&vault, std::move(message), std::move(body)};
}

OutgoingMessage sealed(const Vault& vault, ports::OutboundMessage message) {
    Bytes body = vault.seal(body_purpose(message.message), message.body);
    return {std::move(message), std::move(body)};
}

AskedQuestion sealed(const Vault& vault, ports::OutboundMessage question, const ports::PeerReply& reply) {
    Bytes sealed_reply = vault.seal(reply_purpose(question.message), reply.body);
    return {sealed(vault, std::move(question)), reply.outcome, std::move(sealed_reply), reply.received_at};
}

AnswerRow sealed(const Vault& vault, MessageNo to, const ports::OutboundAnswer& answer) {
    return {to,
            answer.final ? "final" : "not_final",
            answer.code,
            answer.final,
            vault.seal(answer_purpose(to.value), answer.body),
            answer.answered_at};
}

AnswerRow sealed(const Vault& vault, MessageNo to, const ports::PeerReply& reply) {
    return {to, reply.outcome, "", false, vault.seal(answer_purpose(to.value), reply.body), reply.received_at};
}

const WriteKind<AdmittedMessage, ports::Admission> admitted_messages{admit_message, admit_first_ones, admit_repeated,
                                                                     is_admitted};
const WriteKind<OutgoingMessage, MessageNo> outgoing_messages{send_message, keep_outgoing_messages, nullptr,
                                                              is_outgoing_kept};
const WriteKind<AnswerRow, void> given_answers{answer_message, keep_all_answers};
const WriteKind<AnswerRow, void> peer_replies{note_reply, keep_all_answers};
const WriteKind<AskedQuestion, void> asked_questions{note_question, keep_questions};

}  // namespace clearing::postgres
