#include "gateway/wiring/observed_messages.hpp"

namespace clearing::wiring {
namespace {

/// Messages that never get an answer recorded must not be remembered for ever.
constexpr std::size_t remembered_at_most = 50'000;

std::string outcome_of_code(const std::string& code) {
    const auto kind = class_of_text(code);
    if (!kind) return "ok";
    switch (*kind) {
        case ErrorClass::refused:
            return "refused";
        case ErrorClass::unavailable:
            return "unavailable";
        case ErrorClass::in_doubt:
            return "in_doubt";
    }
    return "ok";
}

}  // namespace

std::optional<ObservedMessages::Pending> ObservedMessages::take(PendingMessages& messages, MessageNo no) {
    const auto found = messages.find(no);
    if (found == messages.end()) return std::nullopt;
    Pending pending = std::move(found->second);
    messages.erase(found);
    return pending;
}

void ObservedMessages::remember(PendingMessages& messages, MessageNo no, Pending pending) {
    if (messages.size() >= remembered_at_most) messages.erase(messages.begin());
    messages.emplace(no, std::move(pending));
}

ports::awaitable<Result<ports::Admission>> ObservedMessages::admit(ports::InboundMessage message) {
    Pending pending{message.header.infno, message.key.peer, clock_.steady()};
    auto admission = co_await log_.admit(std::move(message));
    if (admission) remember(received_, admission->no, std::move(pending));
    co_return admission;
}

void ObservedMessages::count_answered(MessageNo no, const std::string& code) {
    if (const auto pending = take(received_, no))
        metrics_.received(
            {pending->infno, pending->peer.text, outcome_of_code(code), clock_.steady() - pending->since});
}

ports::awaitable<Result<void>> ObservedMessages::answered(MessageNo no, ports::OutboundAnswer answer) {
    const std::string code = answer.code;
    auto written = co_await log_.answered(no, std::move(answer));
    count_answered(no, code);
    co_return written;
}

void ObservedMessages::told(MessageNo no) {
    log_.told(no);
    count_answered(no, "0");
}

ObservedMessages::Pending ObservedMessages::pending_of(const ports::OutboundMessage& message) const {
    return {message.infno, message.peer, clock_.steady()};
}

void ObservedMessages::count_sent(const Result<MessageNo>& no, Pending pending) {
    if (!no) return;
    ++traffic_[pending.peer].in_flight;
    remember(sent_, *no, std::move(pending));
}

ports::awaitable<Result<MessageNo>> ObservedMessages::sending(ports::OutboundMessage message) {
    Pending pending = pending_of(message);
    auto no = co_await log_.sending(std::move(message));
    count_sent(no, std::move(pending));
    co_return no;
}

ports::awaitable<Result<MessageNo>> ObservedMessages::sending_kept_by(ports::KeepMessage keep,
                                                                      ports::OutboundMessage message) {
    Pending pending = pending_of(message);
    auto no = co_await log_.sending_kept_by(std::move(keep), std::move(message));
    count_sent(no, std::move(pending));
    co_return no;
}

ports::awaitable<Result<void>> ObservedMessages::replied(MessageNo no, ports::PeerReply reply) {
    if (const auto pending = take(sent_, no)) {
        --traffic_[pending->peer].in_flight;
        observe(*pending, reply);
    }
    co_return co_await log_.replied(no, std::move(reply));
}

ports::awaitable<Result<void>> ObservedMessages::asked(ports::OutboundMessage question, ports::PeerReply reply) {
    const auto took = reply.received_at - question.sent_at;
    observe({question.infno, question.peer, clock_.steady() - took}, reply);
    co_return co_await log_.asked(std::move(question), std::move(reply));
}

void ObservedMessages::observe(const Pending& sent, const ports::PeerReply& reply) {
    PeerTraffic& traffic = traffic_[sent.peer];
    const bool is_answered = reply.outcome == "answered";
    if (is_answered) {
        traffic.last_answer = reply.received_at;
    } else {
        traffic.last_failure = reply.received_at;
        traffic.last_failure_reason = reply.outcome;
    }
    metrics_.sent({sent.infno, sent.peer.text, is_answered ? "ok" : reply.outcome, clock_.steady() - sent.since});
}

PeerTraffic ObservedMessages::traffic(const PeerName& peer) const {
    const auto found = traffic_.find(peer);
    return found == traffic_.end() ? PeerTraffic{} : found->second;
}

}  // namespace clearing::wiring
