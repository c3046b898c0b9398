#include "gateway/infra/postgres/message_log.hpp"

namespace clearing::postgres {
namespace {

constexpr Write admit_message{"message.admit"};
constexpr Write keep_answer{"message.answered"};
constexpr Write keep_outgoing{"message.sending"};
constexpr Write keep_reply{"message.replied"};

// The first message of a key and its identity in one statement; no row: the key is taken.
constexpr Sql insert_first{"insert_first_message", R"sql(
    WITH taken AS (
        INSERT INTO message_identity (peer, institution, msgid, message_no)
        VALUES ($1, $2, $3, nextval('message_message_no_seq'))
        ON CONFLICT DO NOTHING RETURNING message_no)
    INSERT INTO message (message_no, first_message_no, travels, peer, platform, institution, msgid, infno, direction,
                         treatment_division, insured_division, content_digest, body, at)
    SELECT message_no, message_no, 'in', $1, '', $2, $3, $4, $5, $6, $7, $8::bytea, $9::bytea, instant_of($10)
    FROM taken RETURNING message_no)sql"};

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

constexpr Sql insert_outgoing{"insert_outgoing_message", R"sql(
    WITH own AS (SELECT nextval('message_message_no_seq') AS message_no)
    INSERT INTO message (message_no, first_message_no, travels, peer, platform, institution, msgid, infno, direction,
                         treatment_division, insured_division, content_digest, body, at)
    SELECT message_no, message_no, 'out', $1, $2, '', $3, $4, '', '', '', $5::bytea, $6::bytea, instant_of($7)
    FROM own RETURNING message_no)sql"};

constexpr Sql insert_answer{"insert_message_answer", R"sql(
    INSERT INTO message_answer (message_no, first_message_no, outcome, code, is_final, body, at)
    SELECT m.message_no, m.first_message_no, $2, $3, $4::boolean, $5::bytea, instant_of($6)
    FROM message m WHERE m.message_no = $1)sql"};

constexpr Sql message_exists{"message_exists", "SELECT 1 FROM message WHERE message_no = $1"};

// A body moved to another row does not open.
std::string body_purpose(const MessageId& message) {
    return "message.body:" + message.text;
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

Result<ports::Admission> admit_in(Session& session, const Vault& vault, const ports::InboundMessage& message,
                                  const Bytes& body) {
    const MessageKey& key = message.key;
    const CallHeader& header = message.header;
    ports::Admission admission;
    admission.kind = ports::AdmissionKind::first;
    if (const auto first =
            session.first(insert_first, {key.peer, key.institution, key.message, header.infno,
                                         name_of(message.direction), header.treatment_division, header.insured_division,
                                         message.content_digest, body, message.received_at})) {
        admission.no = MessageNo(first->number("message_no"));
        return admission;
    }
    // Taken by a message that is committed: the insert above waited for it.
    const auto first = session.first(first_of_identity, {key.peer, key.institution, key.message});
    if (!first) return fail(ErrorCode::store_unavailable, "a message of the same key has just been withdrawn");
    describe_repetition(session, vault, *first, message, admission);
    const auto repeated =
        session.first(insert_repetition, {first->number("message_no"), key.peer, key.institution, key.message,
                                          header.infno, name_of(message.direction), header.treatment_division,
                                          header.insured_division, message.content_digest, body, message.received_at});
    admission.no = MessageNo(repeated->number("message_no"));
    return admission;
}

}  // namespace

awaitable<Result<ports::Admission>> MessageLog::admit(ports::InboundMessage message) {
    auto work = [this, message = std::move(message)](Session& session) {
        return admit_in(session, vault_, message, vault_.seal(body_purpose(message.key.message), message.body));
    };
    auto was_committed = [](Session& session, const ports::Admission& admission) {
        return is_kept(session, admission.no);
    };
    return pool_.write(admit_message, std::move(work), was_committed);
}

awaitable<Result<void>> MessageLog::answered(MessageNo no, ports::OutboundAnswer answer) {
    auto work = [this, no, answer = std::move(answer)](Session& session) -> Result<void> {
        const Bytes body = vault_.seal(answer_purpose(no.value), answer.body);
        const char* outcome = answer.final ? "final" : "not_final";
        session.run(insert_answer, {no, outcome, answer.code, answer.final, body, answer.answered_at});
        return {};
    };
    // The earliest final answer of a code counts, so a second row of it after a doubt does no harm.
    return pool_.write_repeatable(keep_answer, std::move(work));
}

awaitable<Result<MessageNo>> MessageLog::sending(ports::OutboundMessage message) {
    auto work = [this, message = std::move(message)](Session& session) -> Result<MessageNo> {
        const Bytes body = vault_.seal(body_purpose(message.message), message.body);
        const auto kept =
            session.first(insert_outgoing, {message.peer, message.platform, message.message, message.infno,
                                            message.content_digest, body, message.sent_at});
        const MessageNo no(kept->number("message_no"));
        return no;
    };
    return pool_.write(keep_outgoing, std::move(work),
                       [](Session& session, MessageNo no) { return is_kept(session, no); });
}

awaitable<Result<void>> MessageLog::replied(MessageNo no, ports::PeerReply reply) {
    auto work = [this, no, reply = std::move(reply)](Session& session) -> Result<void> {
        const Bytes body = vault_.seal(answer_purpose(no.value), reply.body);
        session.run(insert_answer, {no, reply.outcome, "", false, body, reply.received_at});
        return {};
    };
    // Nobody waits for it: what is decided from the reply is asked for later and cannot be durable earlier.
    pool_.post(keep_reply, std::move(work));
    co_return Result<void>{};
}

}  // namespace clearing::postgres
