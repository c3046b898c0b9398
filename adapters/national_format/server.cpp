#include "adapters/national_format/server.hpp"

#include "adapters/national_format/cancel.hpp"
#include "gateway/domain/reply.hpp"
#include "gateway/infra/async/moment.hpp"
#include "gateway/ports/copies.hpp"
#include "gateway/ports/own_ids.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace clearing::national_format {

namespace asio = boost::asio;
using ports::awaitable;

/// One request that may speak, on its way through.
struct Server::Job {
    Speaker speaker;
    RequestEnvelope envelope;
    std::optional<Transaction> transaction;  ///< none: unknown here
    std::string body;
    Sha256 content_digest{};
    Instant received_at{};
    std::chrono::steady_clock::time_point deadline;

    bool freezes_itself() const { return transaction && transaction->freezes_itself(); }
    bool is_reverse() const { return transaction && transaction->kind == TransactionKind::reverse; }
    async::Work kind_of_work() const {
        return transaction && transaction->shrinks_doubt() ? async::Work::shrinks_doubt : async::Work::ordinary;
    }
};

/// What the waiting handler and the working coroutine share: either may be the first to let go.
struct Server::Pending {
    explicit Pending(asio::any_io_executor executor) : finished(executor) {}

    std::optional<MessageNo> no;
    std::optional<std::string> body;
    asio::steady_timer finished;

    void finish(std::string answer) {
        if (!body) body = std::move(answer);
        finished.cancel();
    }
};

namespace {

/// The settlement a request is about: its own message, or of a 2601 the message it undoes.
MessageKey concerned(const PeerName& peer, const RequestEnvelope& envelope, const std::optional<Transaction>& known) {
    MessageKey key{peer, envelope.header.institution, envelope.header.message};
    if (!known || known->kind != TransactionKind::reverse) return key;
    if (auto request = read_reverse(envelope)) key.message = request->original_message;
    return key;
}

/// What to say when an outcome cannot be told now: what may be asked after is in doubt, in the words of its kind (a
/// cancel's say "do not refund"); nothing else had an effect.
ErrorCode unanswered_code(const std::optional<Transaction>& known, ErrorCode otherwise) {
    if (!known || !known->freezes_itself()) return otherwise;
    if (known->kind == TransactionKind::cancel) return ErrorCode::cancel_in_doubt;
    return known->kind == TransactionKind::reverse ? ErrorCode::reversing : ErrorCode::in_doubt;
}

bool is_final(ErrorCode code) {
    return class_of(code) == ErrorClass::refused;
}

unsigned status_of(ErrorCode code) {
    return code == ErrorCode::malformed_json ? 400 : 200;
}

}  // namespace

Server::Server(asio::any_io_executor executor, ServerOptions options, ServerWorld world)
    : options_(std::move(options)),
      world_(std::move(world)),
      dispatch_(world_.desk, world_.reconciliation, world_.institutions, world_.clock, world_.randomness),
      answers_(options_.own_division, world_.clock.now()),
      gate_(executor) {}

http::Handler Server::handler() {
    return [this](http::Request request) { return handle(std::move(request)); };
}

http::MalformedAnswer Server::malformed_answer() {
    return [this](unsigned status, std::string reason) {
        Error error{ErrorCode::malformed_http, std::move(reason), {}, {}};
        return plain_no(status, std::move(error), world_.clock.now());
    };
}

awaitable<bool> Server::stop(std::chrono::milliseconds limit) {
    co_return co_await gate_.close(limit);
}

std::string Server::no(const Error& error, Instant received_at) {
    return answers_.no(error, received_at, world_.clock.now());
}

http::Response Server::plain_no(unsigned status, Error error, Instant received_at) {
    http::Response response;
    response.status = status;
    response.body = no(error, received_at);
    return response;
}

awaitable<http::Response> Server::handle(http::Request request) {
    const Instant received_at = world_.clock.now();
    const auto arrived = world_.clock.steady();
    if (request.method != "POST")
        co_return plain_no(405, {ErrorCode::malformed_http, "POST only", {}, {}}, received_at);
    if (!request.path.starts_with(options_.path))
        co_return plain_no(404, {ErrorCode::malformed_http, "unknown path", {}, {}}, received_at);

    auto speaker = world_.speakers.who(request.peer);
    if (!speaker) {
        std::string subject = request.peer ? request.peer->name : "no certificate";
        co_return co_await refuse_certificate(speaker.error(), received_at, std::move(subject));
    }
    if (world_.admission)
        if (const auto flooding = world_.admission->is_flooding(speaker->peer.text))
            // Not read, so that nobody knows whether it came before.
            co_return send_away(ports::told_to_ask(async::error_of(*flooding)), *flooding, received_at);
    auto envelope = read_request(request.body, options_.limits);
    if (!envelope) {
        if (world_.admission) world_.admission->came(speaker->peer.text, async::Work::ordinary);
        co_return plain_no(status_of(envelope.error().code), envelope.error(), received_at);
    }

    Job job{std::move(*speaker), std::move(*envelope), {}, std::move(request.body), {}, received_at, arrived};
    const CallHeader& header = job.envelope.header;
    if (const Transaction* known = find_transaction(header.infno)) job.transaction = *known;
    job.deadline = arrived + time_for(header.infno);
    if (world_.admission)
        if (const auto busy = world_.admission->came(job.speaker.peer.text, job.kind_of_work()))
            co_return send_away(job, *busy);
    const auto may_say = world_.speakers.may_say(header, job.transaction && job.transaction->names_person());

    http::Response response;
    if (!may_say) {
        response.body = co_await refuse_speaker(may_say.error(), std::move(job));
        co_return response;
    }
    auto place = co_await enter(job);
    if (!place) co_return send_away(job, place.error());
    response.body = co_await guarded(std::move(job), std::move(*place));
    co_return response;
}

/// Before the message log: whoever is sent away left no row, and the same msgid may come again.
awaitable<std::expected<async::Admission::Place, async::Busy>> Server::enter(const Job& job) {
    if (!world_.admission) co_return Place();
    async::AdmissionLine::Arrival arrival{job.speaker.peer.text, job.envelope.header.institution.text,
                                          job.kind_of_work(), job.deadline};
    co_return co_await world_.admission->enter(std::move(arrival));
}

/// A copy of what is in work is not told that nothing was done; nor is anybody who may have sent it before. `copies`:
/// how many of this message are in work, beside the one that is answered.
Error Server::of_this_copy(Error error, const Job& job, std::size_t copies) const {
    if (!job.freezes_itself()) return error;
    if (copies > 0) return error_of(unanswered(job), ports::first_is_in_work);
    return ports::told_to_ask(std::move(error));
}

http::Response Server::send_away(const Job& job, const async::Busy& busy) {
    const Error error = of_this_copy(async::error_of(busy), job, in_work_.count(key_of(job)));
    return send_away(error, busy, job.received_at);
}

http::Response Server::send_away(const Error& error, const async::Busy& busy, Instant received_at) {
    http::Response response = plain_no(200, error, received_at);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(busy.retry_after);
    if (error.code == ErrorCode::busy && seconds.count() > 0)
        response.headers["Retry-After"] = std::to_string(seconds.count());
    return response;
}

awaitable<http::Response> Server::refuse_certificate(Error error, Instant received_at, std::string subject) {
    const auto too_many = refusals_.came("refused certificates", async::Work::ordinary, world_.clock.steady());
    if (too_many)
        ++unaudited_;
    else
        co_await audit_certificate(error, std::move(subject));
    http::Response response = plain_no(403, std::move(error), received_at);
    response.close = true;
    co_return response;
}

awaitable<void> Server::audit_certificate(Error error, std::string subject) {
    const std::size_t before = std::exchange(unaudited_, 0);
    std::string detail = sentence(error);
    if (before > 0) detail += fmt::format("; {} before it are not on record", before);
    ports::AuditEvent event{world_.clock.now(), "speaker_refused", std::move(subject), "certificate",
                            std::move(detail)};
    auto recorded = co_await world_.audit.record(std::move(event));
    if (recorded) co_return;
    unaudited_ += before + 1;
    report("a refused certificate could not be audited: " + sentence(recorded.error()));
}

awaitable<std::string> Server::refuse_speaker(Error error, Job job) {
    const CallHeader& header = job.envelope.header;
    if (error.code != ErrorCode::local_traffic) {  // local traffic is a mistake, not a presumption
        ports::AuditEvent event{world_.clock.now(), "speaker_refused", job.speaker.peer.text,
                                fmt::format("{} {}", header.infno, header.message.text), sentence(error)};
        auto recorded = co_await world_.audit.record(std::move(event));
        if (!recorded) report("a refused speaker could not be audited: " + sentence(recorded.error()));
    }
    co_return no(error, job.received_at);
}

std::chrono::milliseconds Server::time_for(std::string_view infno) const {
    const auto found = options_.deadlines.find(infno.substr(0, 4));
    return found == options_.deadlines.end() ? options_.deadline : found->second;
}

// The work runs on its own, so that a settlement that outlives its asker's patience is still carried to its end.
awaitable<std::string> Server::guarded(Job job, Place place) {
    auto pending = std::make_shared<Pending>(co_await asio::this_coro::executor);
    const Unanswered nobody_answered = unanswered(job);
    const Instant received_at = job.received_at;
    const std::string name = fmt::format("{} {}", job.envelope.header.infno, job.envelope.header.message.text);
    pending->finished.expires_at(job.deadline + options_.grace);
    const auto on_error = [this, pending, nobody_answered, received_at, name](std::string what) {
        report(name + ": " + what);
        pending->finish(no(error_of(nobody_answered, "no answer within the deadline"), received_at));
    };
    if (!gate_.spawn(work(std::move(job), std::move(place), pending), on_error))
        co_return no({ErrorCode::shutting_down, {}, {}, {}}, received_at);

    if (!pending->body) {
        auto token = asio::as_tuple(asio::use_awaitable);
        co_await pending->finished.async_wait(token);
    }
    if (pending->body) co_return *pending->body;

    report(name + ": answered for after the deadline");
    const Error error = error_of(nobody_answered, "no answer within the deadline");
    std::string body = no(error, received_at);
    if (pending->no) {
        // Not waited for: the store may be what is silent, and "ask" is true without being kept.
        ports::OutboundAnswer answer{body, stable_code(error.code), false, world_.clock.now()};
        gate_.spawn(keep_answered_for(*pending->no, std::move(answer), name));
    }
    co_return body;
}

awaitable<void> Server::keep_answered_for(MessageNo number, ports::OutboundAnswer answer, std::string name) {
    auto kept = co_await world_.messages.answered(number, std::move(answer));
    if (!kept) report(fmt::format("{}: {}: {}", name, ports::answer_not_kept, sentence(kept.error())));
}

// The place is held until the work has ended, whoever still waits for its answer.
awaitable<void> Server::work(Job job, Place place, std::shared_ptr<Pending> pending) {
    const Place held = std::move(place);
    const auto counted = in_work_.add(key_of(job));
    std::string body = co_await admit_and_answer(std::move(job), pending);
    pending->finish(std::move(body));
}

awaitable<std::string> Server::admit_and_answer(Job job, std::shared_ptr<Pending> pending) {
    const CallHeader& header = job.envelope.header;
    ports::InboundMessage message;
    message.key = {job.speaker.peer, header.institution, header.message};
    message.direction = job.speaker.direction;
    message.header = header;
    message.content_digest = job.content_digest = world_.digest.sha256(content_text(job.envelope));
    message.body = job.body;
    message.received_at = job.received_at;
    auto admission = co_await world_.messages.admit(std::move(message));
    if (!admission)
        co_return no(of_this_copy(admission.error(), job, in_work_.count(key_of(job)) - 1), job.received_at);
    pending->no = admission->no;
    async::reached("door", header.infno, "admitted");

    if (admission->kind == ports::AdmissionKind::other_content) {
        // Not written down as this message's answer: the first message keeps its own.
        auto fields = different_fields(admission->first_body, job.body, options_.limits);
        co_return no({ErrorCode::different_content, {}, std::move(fields), {}}, job.received_at);
    }
    const bool answered_before = admission->kind == ports::AdmissionKind::same_content && admission->final_answer;
    if (answered_before && !job.freezes_itself()) co_return std::move(*admission->final_answer);
    // A copy of it that comes late must not undo what its asker was told stands.
    const std::string* refused = job.is_reverse() ? ports::refused_before(*admission) : nullptr;
    if (refused != nullptr) co_return *refused;
    co_return co_await carry_out(std::move(job), std::move(*admission));
}

Call Server::call_of(const Job& job) const {
    Call call;
    call.peer = job.speaker.peer;
    call.platform = job.speaker.platform;
    call.direction = job.speaker.direction;
    call.header = job.envelope.header;
    call.content_digest = job.content_digest;
    call.received_at = job.received_at;
    call.deadline = job.deadline;
    return call;
}

awaitable<std::string> Server::carry_out(Job job, ports::Admission admission) {
    Result<json::Value> output = fail(ErrorCode::unknown_transaction, {}, {"infno"});
    std::shared_ptr<const Reply> reply;
    if (job.transaction) {
        Call call = call_of(job);
        if (job.transaction->kind == TransactionKind::settle) reply = call.reply = reply_to(job, admission.no);
        call.came_before = admission.kind == ports::AdmissionKind::same_content;
        RequestEnvelope envelope = job.envelope;
        const bool is_copy = call.came_before && job.freezes_itself();
        output = co_await dispatch_.carry_out(*job.transaction, std::move(call), std::move(envelope));
        if (is_copy && !output && ports::says_nothing_of_the_first(output.error().code))
            output = fail(error_of(unanswered(job), ports::first_not_read));
    }
    const auto code = output ? std::nullopt : std::optional(output.error().code);
    if (reply && reply->kept) co_return told_yes(job, *reply);
    // The books say what holds; where it was answered before, the same bytes are given again, whatever the tables say
    // by now (decision 0009).
    const std::string* before = ports::given_before(admission, code ? stable_code(*code) : "0");
    if (before != nullptr) co_return *before;
    std::string body = output ? answers_.yes(std::move(*output), job.received_at, world_.clock.now())
                              : no(output.error(), job.received_at);
    co_return co_await written_down(std::move(job), admission.no, std::move(body), code);
}

/// What was kept with the booking is what the asker gets, whatever came after it.
std::string Server::told_yes(const Job& job, const Reply& reply) {
    async::reached("door", job.envelope.header.infno, "answer_decided");
    world_.messages.told(reply.to);
    async::reached("door", job.envelope.header.infno, "answer_kept");
    return *reply.kept;
}

/// The yes to a settlement, in words before it is booked, so that whoever books keeps both at once.
std::shared_ptr<Reply> Server::reply_to(const Job& job, MessageNo no) {
    auto in_words = [this, asker = job.envelope.header.message,
                     received_at = job.received_at](const SettledBill& bill) {
        return answers_.yes(answered_bill(bill, asker), received_at, world_.clock.now());
    };
    return std::make_shared<Reply>(no, std::move(in_words), std::nullopt);
}

MessageKey Server::key_of(const Job& job) {
    return {job.speaker.peer, job.envelope.header.institution, job.envelope.header.message};
}

Server::Unanswered Server::unanswered(const Job& job) {
    return {unanswered_code(job.transaction, ErrorCode::peer_unavailable),
            concerned(job.speaker.peer, job.envelope, job.transaction)};
}

Error Server::error_of(const Unanswered& unanswered, std::string_view detail) const {
    Error error{unanswered.code, std::string(detail), {}, {}};
    const bool about_a_settlement = class_of(error.code) == ErrorClass::in_doubt;
    if (about_a_settlement)
        error.settlement_id =
            ports::own_settlement_id(world_.digest, options_.own_division, unanswered.settlement).text;
    return error;
}

// Durable before anything is answered (DESIGN §3 rule 5). Where that fails, the asker asks again: the desk's books
// know. Only what binds needs it: "try again" and "ask" are true without being kept.
awaitable<std::string> Server::written_down(Job job, MessageNo no_of_message, std::string body,
                                            std::optional<ErrorCode> code) {
    async::reached("door", job.envelope.header.infno, "answer_decided");
    ports::OutboundAnswer answer{body, code ? stable_code(*code) : "0", !code || is_final(*code), world_.clock.now()};
    auto kept = co_await world_.messages.answered(no_of_message, std::move(answer));
    async::reached("door", job.envelope.header.infno, "answer_kept");
    if (kept) co_return body;
    report(fmt::format("{}: {}: {}", job.envelope.header.message.text, ports::answer_not_kept, sentence(kept.error())));
    if (code && !is_final(*code)) co_return body;
    const Unanswered not_kept{unanswered_code(job.transaction, ErrorCode::store_unavailable),
                              concerned(job.speaker.peer, job.envelope, job.transaction)};
    co_return no(error_of(not_kept, ports::answer_not_kept), job.received_at);
}

}  // namespace clearing::national_format
