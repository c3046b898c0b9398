#include "adapters/national_format/exchange.hpp"

#include "adapters/national_format/outcome.hpp"
#include "adapters/national_format/sign_in.hpp"
#include "gateway/infra/async/moment.hpp"

#include <charconv>

namespace clearing::national_format {

using ports::awaitable;

namespace {

Error silence(Effect effect, std::string detail) {
    return {effect == Effect::some ? ErrorCode::in_doubt : ErrorCode::peer_unavailable, std::move(detail), {}, {}};
}

http::Request http_request(const Peer& peer, std::string body) {
    http::Request request;
    request.method = "POST";
    request.path = peer.path;
    request.headers["content-type"] = "application/json; charset=utf-8";
    request.body = std::move(body);
    return request;
}

/// What a busy peer states in whole seconds; a date, or more than anybody would wait for here, says nothing.
std::optional<std::chrono::milliseconds> retry_after(const http::Response& response) {
    const auto header = response.headers.find("retry-after");
    if (header == response.headers.end()) return std::nullopt;
    const std::string& text = header->second;
    unsigned seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc() || end != text.data() + text.size() || seconds == 0 || seconds > 60) return std::nullopt;
    return std::chrono::seconds(seconds);
}

}  // namespace

awaitable<void> Exchange::keep_reply(Kept& kept, std::string body, std::string outcome) {
    ports::PeerReply reply{std::move(body), std::move(outcome), clock_.now()};
    // The record of the answer is evidence, not the decision: whoever asked books what we hand him.
    if (kept.no) {
        auto noted = co_await messages_.replied(*kept.no, std::move(reply));
        (void)noted;
    } else {
        auto noted = co_await messages_.asked(std::move(kept.question), std::move(reply));
        (void)noted;
    }
}

awaitable<Result<ResponseEnvelope>> Exchange::ask(RequestEnvelope request,
                                                  std::chrono::steady_clock::time_point deadline, Effect effect,
                                                  std::vector<std::string> private_words, ports::KeepMessage keep) {
    if (peer_.sign_in) request.header.sign_no = co_await peer_.sign_in->number(deadline);
    request.receiver_system = peer_.receiver_system;
    request.sent_at = to_local_time(clock_.now());
    std::string body = write_request(request);
    ports::OutboundMessage outbound{
        peer_.name, peer_.platform, request.header.infno, request.header.message, digest_.sha256(content_text(request)),
        body,       clock_.now()};
    Kept kept{std::move(outbound), std::nullopt};
    if (effect == Effect::some) {
        auto keeping = keep ? messages_.sending_kept_by(std::move(keep), std::move(kept.question))
                            : messages_.sending(std::move(kept.question));
        auto no = co_await std::move(keeping);
        if (!no) co_return fail(no.error());
        kept.no = *no;
    }

    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock_.steady());
    if (left <= std::chrono::milliseconds::zero()) {
        co_await keep_reply(kept, {}, "not_sent");
        co_return fail(ErrorCode::too_little_time, "no time was left to send");
    }
    http::Request call = http_request(peer_, std::move(body));
    async::reached("request", request.header.infno, "about_to_be_sent");
    auto response = co_await client_.call(std::move(call), left);
    if (!response) {
        const bool not_sent = response.error().kind == http::CallFailure::Kind::not_sent;
        co_await keep_reply(kept, {}, not_sent ? "not_sent" : "silence");
        if (not_sent) co_return fail(ErrorCode::peer_unreachable, response.error().reason);
        co_return fail(silence(effect, response.error().reason));
    }
    async::reached("request", request.header.infno, "answer_read");
    auto answer = read_response(response->body, peer_.limits);
    std::string outcome = answer ? "answered" : "unreadable";
    std::string kept_body = std::move(response->body);
    co_await keep_reply(kept, std::move(kept_body), std::move(outcome));
    async::reached("request", request.header.infno, "answer_kept");
    if (!answer) co_return fail(silence(effect, "the answer cannot be read: " + sentence(answer.error())));
    // Beside infcode 0 an error text may stand (seen in the wild): the number counts.
    if (answer->code != 0) {
        Error error = error_of(*answer, private_words);
        if (hides_an_outcome(*answer, response->status)) co_return fail(silence(effect, error.detail));
        if (peer_.sign_in && says_not_signed_in(*answer)) {
            peer_.sign_in->forget(request.header.sign_no);
            co_return fail(ErrorCode::peer_unavailable, "not signed in: " + error.detail);
        }
        if (error.code == ErrorCode::busy) error.retry_after = retry_after(*response);
        co_return fail(std::move(error));
    }
    co_return std::move(*answer);
}

}  // namespace clearing::national_format
