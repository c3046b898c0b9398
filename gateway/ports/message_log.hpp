#pragma once

#include "gateway/domain/call.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clearing::ports {

/// A request as it came in. `body` is stored encrypted; `content_digest` is over the canonical content.
struct InboundMessage {
    MessageKey key;
    Direction direction{};
    CallHeader header;
    Sha256 content_digest{};
    std::string body;
    Instant received_at{};
};

/// A final answer that was given, as its asker got it.
struct GivenAnswer {
    std::string code;  ///< "0" or "GW1601"
    std::string body;
};

enum class AdmissionKind : std::uint8_t { first, same_content, other_content };

struct Admission {
    MessageNo no;
    AdmissionKind kind{};
    std::optional<std::string> final_answer;  ///< same_content: the body of the final answer, once there is one
    std::string first_body;  ///< other_content: the first message's body, to name the fields that differ
    /// same_content: every final answer there was, the earliest of each code in the order they were given. A settlement
    /// may have two: booked, and later reversed. The books say which holds; its very bytes are given again.
    std::vector<GivenAnswer> final_answers = {};
};

/// The final answer of this code, if it was given before. Null: not yet.
inline const std::string* given_before(const Admission& admission, std::string_view code) {
    for (const GivenAnswer& given : admission.final_answers)
        if (given.code == code) return &given.body;
    return nullptr;
}

/// The final no, if one was given before. Null: none.
inline const std::string* refused_before(const Admission& admission) {
    for (const GivenAnswer& given : admission.final_answers)
        if (given.code != "0") return &given.body;
    return nullptr;
}

/// The answer we gave. Final: booked, refused, done; not final: unavailable, in doubt.
struct OutboundAnswer {
    std::string body;
    std::string code;  ///< "0" or "GW1203"
    bool final = false;
    Instant answered_at{};
};

/// A request of ours to a peer, kept before its first byte is sent.
struct OutboundMessage {
    PeerName peer;
    PlatformName platform;
    std::string infno;
    MessageId message;
    Sha256 content_digest{};
    std::string body;
    Instant sent_at{};
};

struct PeerReply {
    std::string body;     ///< empty when there was none
    std::string outcome;  ///< "answered", "not_sent", "silence", "unreadable"
    Instant received_at{};
};

/// Makes a message of ours durable in the commit of what it is about, instead of one of its own.
using KeepMessage = std::function<awaitable<Result<MessageNo>>(OutboundMessage)>;

/// Every message, append-only (grants and triggers). Errors: store_unavailable.
class MessageLog {
public:
    virtual ~MessageLog() = default;

    /// Durable on return. The first message of a key takes it for life.
    virtual awaitable<Result<Admission>> admit(InboundMessage message) = 0;
    virtual awaitable<Result<void>> answered(MessageNo no, OutboundAnswer answer) = 0;
    /// A yes was given that was kept with its settlement (SettlementChange::reply). For whoever counts; nothing to
    /// keep.
    virtual void told(MessageNo) {}

    /// What has an effect at the peer is durable before its first byte.
    virtual awaitable<Result<MessageNo>> sending(OutboundMessage message) = 0;
    /// The same of a message that `keep` keeps: its errors, and nothing is sent then.
    virtual awaitable<Result<MessageNo>> sending_kept_by(KeepMessage keep, OutboundMessage message) {
        co_return co_await keep(std::move(message));
    }
    /// Not waited for: durable no later than the next change of the books, which may be decided from it.
    virtual awaitable<Result<void>> replied(MessageNo no, PeerReply reply) = 0;
    /// A question without effect and what came of it, both at once: what changes nothing needs no intent. Not waited
    /// for: durable no later than the next answer or admission the log is asked to keep. What is kept with the books
    /// instead (an intent's message, a yes) may be there some milliseconds earlier: it rests on no question.
    virtual awaitable<Result<void>> asked(OutboundMessage question, PeerReply reply) = 0;
};

}  // namespace clearing::ports
