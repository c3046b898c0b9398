#include "adapters/yangtze_delta/exchange.hpp"

#include "adapters/yangtze_delta/divisions.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/infra/async/moment.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

namespace clearing::yangtze_delta {
namespace {

LinkSettings link_settings(const ClientSettings& settings) {
    LinkSettings link;
    link.addresses = settings.addresses;
    link.region = settings.partner.region;
    link.role = settings.role;
    link.connect_limit = settings.connect_limit;
    link.pause_after_failure = settings.pause_after_failure;
    link.asking.max_in_flight = settings.max_in_flight;
    link.asking.max_waiting = settings.max_waiting;
    link.asking.max_message_bytes = settings.max_frame_bytes;
    link.asking.max_request_bytes = settings.max_frame_bytes;
    link.asking.remembered_late = settings.remembered_late;
    link.asking.ping_every = settings.ping_every;
    link.asking.ping_answer = settings.ping_answer;
    link.asking.write_limit = settings.write_limit;
    link.asking.travel = settings.travel;
    link.asking.least_time = settings.least_time;
    return link;
}

std::chrono::milliseconds left_until(TimePoint deadline) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
}

Heading heading_of(const ClientSettings& settings, const ports::Clock& clock) {
    Heading heading;
    heading.sender = settings.own_region;
    heading.receiver = settings.partner.region;
    heading.sent_at = clock.now();
    return heading;
}

/// The error of an outcome without an answer, and its name in the message log.
struct Unanswered {
    Error error;
    std::string_view logged;
};

Unanswered unanswered(AskOutcome outcome) {
    switch (outcome) {
        case AskOutcome::too_long:
            return {{ErrorCode::over_limit, "longer than the partner takes", {}, {}}, "not_sent"};
        case AskOutcome::no_free_place:
            return {{ErrorCode::busy, "too many questions are unanswered", {}, {}}, "not_sent"};
        case AskOutcome::too_late:
            return {{ErrorCode::too_little_time, "the connection was free too late", {}, {}}, "not_sent"};
        case AskOutcome::not_sent:
            return {{ErrorCode::peer_unreachable, "the connection ended before anything was sent", {}, {}}, "not_sent"};
        case AskOutcome::cut:
            return {{ErrorCode::in_doubt, "the connection ended before the answer", {}, {}}, "silence"};
        case AskOutcome::silence:
        case AskOutcome::answered:
            break;
    }
    return {{ErrorCode::in_doubt, "no answer by the deadline", {}, {}}, "silence"};
}

/// What an answer comes to.
struct Judged {
    Result<void> verdict;
    bool is_readable = false;
};

Judged unusable(std::string why, std::vector<std::string> fields = {}) {
    return {fail(ErrorCode::in_doubt, std::move(why), std::move(fields)), false};
}

/// `bytes`: what `answer` was read of. `answer_case`: the body that fits the question. `region`: who may answer it.
Judged judge(std::string_view bytes, const wire::Envelope& answer, int answer_case, const DivisionCode& region,
             const ReadAnswer& read_answer) {
    if (answer.version() != protocol_version) return unusable("the answer is of another version of the protocol");
    if (!belongs_to(DivisionCode(answer.sender_division()), region))
        return unusable("the answer speaks for another region", {"sender_division"});
    if (answer.has_error()) return {fail(read(answer.error())), true};
    if (answer.body_case() != answer_case) return unusable("the answer does not fit the question");
    if (const auto texts = check_texts(bytes, answer); !texts)
        return unusable("the answer cannot be kept", texts.error().fields);
    const Result<void> taken = read_answer(answer);
    if (taken) return {{}, true};
    return unusable(fmt::format("the answer cannot be used: {}", text_of(taken.error().code).en), taken.error().fields);
}

}  // namespace

ReadAnswer into(SettledBill& bill, ReadBill read) {
    return [&bill, read = std::move(read)](const wire::Envelope& in) -> Result<void> {
        auto taken = read(in);
        if (!taken) return fail(taken.error());
        bill = std::move(*taken);
        return {};
    };
}

/// Those in progress. Shared with them: where a stop was forced, the io_context destroys the suspended ones when the
/// Exchange has long gone.
struct Exchanges {
    explicit Exchanges(const boost::asio::any_io_executor& executor) : one_ended(executor) {}
    std::size_t count = 0;
    Signal one_ended;
};

namespace {

/// Counts an exchange for as long as it lives.
class Running {
public:
    explicit Running(std::shared_ptr<Exchanges> all) : all_(std::move(all)) { ++all_->count; }
    ~Running() {
        --all_->count;
        all_->one_ended.notify();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    std::shared_ptr<Exchanges> all_;
};

}  // namespace

/// What becomes of an answer that comes after its deadline: it is kept beside its question, and told. Shared with the
/// connections, which remember the questions.
struct LateAnswers {
    struct Expected {
        MessageId message;
        MessageNo number;
        int answer_case = 0;
        WhenLate when_late;
    };

    boost::asio::any_io_executor executor;
    ports::MessageLog& messages;
    ports::Clock& clock;
    DivisionCode region;  ///< whose answers they are
    TellLateAnswer tell;

    /// `number`: of a question that was kept; the answer to any other one is only counted.
    static OnLateAnswer to(std::shared_ptr<LateAnswers> self, const Question& question,
                           std::optional<MessageNo> number) {
        if (!number) return {};
        Expected expected{question.message, *number, question.answer_case, question.when_late};
        return [self = std::move(self), expected = std::move(expected)](std::string body) {
            take(self, expected, std::move(body));
        };
    }

    static void take(std::shared_ptr<LateAnswers> self, const Expected& question, std::string body) {
        std::optional<LateAnswer> late = self->understood(question, body);
        ports::PeerReply reply{std::move(body), "late", self->clock.now()};
        boost::asio::co_spawn(self->executor, keep(self, question.number, std::move(reply)), boost::asio::detached);
        if (late) self->tell(std::move(*late));
    }

    /// Nothing: nobody is to be told, or it cannot be used; what was asked about is asked for again, then.
    std::optional<LateAnswer> understood(const Expected& question, const std::string& body) const {
        if (!tell || !question.when_late.read) return std::nullopt;
        wire::Envelope answer;
        if (!parse(body, answer)) return std::nullopt;
        SettledBill bill;
        const Judged judged = judge(body, answer, question.answer_case, region, into(bill, question.when_late.read));
        if (!judged.is_readable) return std::nullopt;
        Result<SettledBill> told = std::move(bill);
        if (!judged.verdict) told = fail(judged.verdict.error());
        return LateAnswer{question.message, question.when_late.settlement, std::move(told)};
    }

    static awaitable<void> keep(std::shared_ptr<LateAnswers> self, MessageNo number, ports::PeerReply reply) {
        co_await self->messages.replied(number, std::move(reply));
    }
};

Exchange::Exchange(boost::asio::any_io_executor executor, ClientSettings settings, ClientPorts ports,
                   TellLateAnswer on_late_answer)
    : executor_(executor),
      settings_(std::move(settings)),
      ports_(ports),
      counts_(std::make_shared<AskingCounts>()),
      late_(std::make_shared<LateAnswers>(LateAnswers{.executor = executor_,
                                                      .messages = ports_.messages,
                                                      .clock = ports_.clock,
                                                      .region = settings_.partner.region,
                                                      .tell = std::move(on_late_answer)})),
      exchanges_(std::make_shared<Exchanges>(executor)) {
    const NewPing new_ping = [own = settings_, clock = &ports_.clock, randomness = &ports_.randomness] {
        auto ping = std::make_unique<wire::Envelope>();
        Heading heading = heading_of(own, *clock);
        heading.message = MessageId("PING" + randomness->letters(20));
        heading.time_left = own.ping_answer;
        write(heading, *ping);
        ping->mutable_ping_request();
        return ping;
    };
    for (std::size_t i = 0; i < std::max<std::size_t>(settings_.connections, 1); ++i)
        links_.push_back(std::make_shared<PartnerLink>(executor_, link_settings(settings_), counts_, new_ping));
}

MessageId Exchange::new_message_id() const {
    constexpr std::size_t letters = 24;
    return MessageId(settings_.own_region.text + ports_.randomness.letters(letters));
}

std::shared_ptr<PartnerLink> Exchange::least_loaded() const {
    return *std::ranges::min_element(links_, {}, [](const auto& link) { return link->in_flight(); });
}

awaitable<Result<void>> Exchange::ask(Question question, std::unique_ptr<wire::Envelope> request,
                                      ReadAnswer read_answer) {
    if (stopping_) co_return fail(ErrorCode::shutting_down);
    const Running running(exchanges_);
    const auto left = left_until(question.deadline) - settings_.travel;
    if (left < settings_.least_time) co_return fail(ErrorCode::too_little_time);

    Heading heading = heading_of(settings_, ports_.clock);
    heading.message = question.message;
    heading.time_left = left;
    heading.day = question.day;
    write(heading, *request);

    // A usable connection comes first: without one there is nothing to keep, for nothing was going to be sent. Not
    // where the message is part of something that was checked a moment ago: there it is kept at once, and then not
    // sent.
    if (!question.keep) {
        const std::shared_ptr<PartnerLink> link = least_loaded();
        const auto reachable = co_await PartnerLink::usable(link, question.deadline);
        if (!reachable) co_return fail(reachable.error());
    }

    ports::OutboundMessage message;
    message.peer = settings_.partner.peer;
    message.platform = settings_.partner.platform;
    message.infno = question.infno;
    message.message = question.message;
    message.content_digest = ports_.digest.sha256(content_of(*request));
    message.body = serialized(*request);
    message.sent_at = heading.sent_at;
    Kept kept{std::move(message), std::nullopt};
    if (question.has_effect) {
        ports::MessageLog& log = ports_.messages;
        auto keeping = question.keep ? log.sending_kept_by(std::move(question.keep), std::move(kept.question))
                                     : log.sending(std::move(kept.question));
        const auto number = co_await std::move(keeping);
        if (!number) co_return fail(number.error());
        kept.number = *number;
    }

    // After this point the question may be sent.
    async::reached("request", question.infno, "about_to_be_sent");
    auto asked = co_await send(question, kept.number, *request);
    if (!asked) {
        std::string not_sent = "not_sent";
        co_await keep_reply(kept, std::move(not_sent), {});
        co_return fail(asked.error());
    }
    if (asked->outcome != AskOutcome::answered) {
        Unanswered without = unanswered(asked->outcome);
        std::string outcome(without.logged);
        co_await keep_reply(kept, std::move(outcome), {});
        co_return fail(std::move(without.error));
    }
    async::reached("request", question.infno, "answer_read");
    std::string body = serialized(*asked->answer);
    Judged judged = judge(body, *asked->answer, question.answer_case, settings_.partner.region, read_answer);
    std::string outcome = judged.is_readable ? "answered" : "unreadable";
    co_await keep_reply(kept, std::move(outcome), std::move(body));
    async::reached("request", question.infno, "answer_kept");
    co_return std::move(judged.verdict);
}

/// A persistent connection may have ended since it was last used: one fresh one is tried while nothing was sent.
awaitable<Result<Asked>> Exchange::send(const Question& question, std::optional<MessageNo> number,
                                        const wire::Envelope& request) {
    constexpr int attempts = 2;
    for (int attempt = 1;; ++attempt) {
        const std::shared_ptr<PartnerLink> link = least_loaded();
        auto connection = co_await PartnerLink::usable(link, question.deadline);
        if (!connection) co_return fail(connection.error());
        auto copy = std::make_unique<wire::Envelope>(request);
        OnLateAnswer on_late = LateAnswers::to(late_, question, number);
        Asked asked =
            co_await AskingConnection::ask(*connection, std::move(copy), question.deadline, std::move(on_late));
        if (asked.outcome != AskOutcome::not_sent || attempt == attempts) co_return asked;
    }
}

awaitable<void> Exchange::keep_reply(Kept& kept, std::string outcome, std::string body) {
    ports::PeerReply reply;
    reply.body = std::move(body);
    reply.outcome = std::move(outcome);
    reply.received_at = ports_.clock.now();
    // What the partner answered holds even when it cannot be kept here: the settlement's own commit keeps its result.
    if (kept.number)
        co_await ports_.messages.replied(*kept.number, std::move(reply));
    else
        co_await ports_.messages.asked(std::move(kept.question), std::move(reply));
}

ClientCounts Exchange::counts() const {
    ClientCounts counts;
    counts.late_answers = counts_->late_answers;
    counts.unknown_answers = counts_->unknown_answers;
    counts.corrupt_answers = counts_->corrupt_answers;
    counts.cut_connections = counts_->cut_connections;
    for (const auto& link : links_) {
        counts.in_flight += link->in_flight();
        counts.connections_up += link->is_up() ? 1 : 0;
    }
    return counts;
}

void Exchange::recheck_peers(const tls::Credentials& now_trusted) {
    for (const auto& link : links_)
        link->recheck_peer(now_trusted);
}

awaitable<bool> Exchange::stop(std::chrono::milliseconds limit) {
    stopping_ = true;
    const TimePoint deadline = std::chrono::steady_clock::now() + limit;
    while (exchanges_->count > 0 && std::chrono::steady_clock::now() < deadline)
        co_await exchanges_->one_ended.wait_until(deadline);
    const bool in_time = exchanges_->count == 0;
    for (const auto& link : links_)
        in_time ? link->retire() : link->abort();
    // Closing takes as long as saying goodbye; a peer that does not answer it is cut by its own limit.
    constexpr std::chrono::milliseconds pause{5};
    constexpr std::chrono::milliseconds goodbye{1'500};
    const TimePoint closed_by = std::chrono::steady_clock::now() + goodbye;
    const auto let_go = [](const auto& link) { return link->has_let_go(); };
    while (!std::ranges::all_of(links_, let_go) && std::chrono::steady_clock::now() < closed_by)
        co_await exchanges_->one_ended.wait_until(std::chrono::steady_clock::now() + pause);
    co_return in_time;
}

}  // namespace clearing::yangtze_delta
