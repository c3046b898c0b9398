#pragma once

#include "adapters/national_format/envelope.hpp"
#include "gateway/infra/http/client.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/message_log.hpp"

#include <chrono>
#include <string>

namespace clearing::national_format {

/// What a silence, a cut or an unreadable answer means for a request.
enum class Effect : std::uint8_t {
    none,  ///< it changes nothing there, so nothing happened: unavailable
    some,  ///< it may have had its effect: in doubt
};

class SignIn;

struct Peer {
    PeerName name;
    PlatformName platform;  ///< empty for the bureau's core
    std::string path = "/fsi/api/gateway";
    std::string receiver_system = "MBS_LOCAL";  ///< recer_sys_code
    json::Limits limits{.max_bytes = 64 * 1024 * 1024};
    SignIn* sign_in = nullptr;   ///< of all who ask this peer; null: it is not signed in to
    bool names_the_day = false;  ///< the date of its setl_time is the clearing day (SETTLEMENT §3)
};

/// One request of ours and its answer, both kept in the message log: the request before its first byte is sent.
class Exchange {
public:
    Exchange(Peer peer, http::Client& client, ports::MessageLog& messages, ports::Clock& clock, ports::Digest& digest)
        : peer_(std::move(peer)), client_(client), messages_(messages), clock_(clock), digest_(digest) {}

    /// The answer with infcode 0. Errors: store_unavailable and peer_unreachable (nothing was sent), too_little_time;
    /// in_doubt or peer_unavailable by `effect`; the peer's own no (outcome.hpp), but peer_unavailable where it says
    /// that we are not signed in: nothing happened, and the next question signs in anew.
    /// `private_words`: what must not stand in an error's text (the person's numbers and name). `keep`: who keeps a
    /// request with an effect in the commit of what it is about; its errors, then, and nothing was sent.
    ports::awaitable<Result<ResponseEnvelope>> ask(RequestEnvelope request,
                                                   std::chrono::steady_clock::time_point deadline, Effect effect,
                                                   std::vector<std::string> private_words,
                                                   ports::KeepMessage keep = {});

    const Peer& peer() const { return peer_; }
    ports::Clock& clock() { return clock_; }

private:
    /// What is asked, until its reply is kept: under its number where it was kept before it was sent (Effect::some).
    struct Kept {
        ports::OutboundMessage question;
        std::optional<MessageNo> no;
    };
    ports::awaitable<void> keep_reply(Kept& kept, std::string body, std::string outcome);

    Peer peer_;
    http::Client& client_;
    ports::MessageLog& messages_;
    ports::Clock& clock_;
    ports::Digest& digest_;
};

}  // namespace clearing::national_format
