#include "adapters/yangtze_delta/reception.hpp"

#include "adapters/yangtze_delta/divisions.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/domain/reply.hpp"
#include "gateway/infra/async/moment.hpp"
#include "gateway/ports/copies.hpp"
#include "gateway/ports/own_ids.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

constexpr std::size_t longest_message_id = 40;
constexpr std::size_t longest_code = 100;              ///< of a division or an institution, which has 30 characters
constexpr std::size_t longest_institution_name = 600;  ///< 200 characters

bool is_request(const Envelope& envelope) {
    return body_name(envelope).ends_with("_request");
}

/// Settle, cancel and reverse: the use case freezes their answers itself, beside the books, so it is always asked.
bool changes_the_books(const Envelope& request) {
    return request.has_settle_request() || request.has_cancel_request() || request.has_reverse_request();
}

/// What ends doubt, where the others may make it: queries, reverses and the messages of a day (decision 0012), among
/// them adjustments, for no day is stated before each that names it is answered. The answer to a Ping costs nothing.
async::Work kind_of_work(const Envelope& request) {
    switch (request.body_case()) {
        case Envelope::kQueryRequest:
        case Envelope::kReverseRequest:
        case Envelope::kDayCloseRequest:
        case Envelope::kDayDetailsRequest:
        case Envelope::kDayGroupsRequest:
        case Envelope::kDayRangesRequest:
        case Envelope::kDayLinesRequest:
        case Envelope::kDayKeysRequest:
        case Envelope::kStatementRequest:
        case Envelope::kAdjustmentRequest:
        case Envelope::kPingRequest:
            return async::Work::shrinks_doubt;
        default:
            return async::Work::ordinary;
    }
}

MessageKey key_of(const Partner& partner, const Envelope& request) {
    const CallHeader header = header_of(request);
    return {partner.peer, header.institution, header.message};
}

/// They are kept with the message before anything else is judged, and it is found by one of them.
Result<void> check_lengths(const CallHeader& header) {
    std::vector<std::string> too_long;
    const auto check = [&](const char* name, const std::string& text, std::size_t longest) {
        if (text.size() > longest) too_long.emplace_back(name);
    };
    check("treatment_division", header.treatment_division.text, longest_code);
    check("insured_division", header.insured_division.text, longest_code);
    check("institution", header.institution.text, longest_code);
    check("institution_name", header.institution_name, longest_institution_name);
    if (too_long.empty()) return {};
    return fail(ErrorCode::over_limit, {}, std::move(too_long));
}

/// What must hold before a message can be kept under its id. `bytes`: what `request` was read of.
Result<void> check_heading(std::string_view bytes, const Envelope& request) {
    if (request.version() != protocol_version) return fail(ErrorCode::unsupported_version, {}, {"version"});
    if (!is_request(request)) return fail(ErrorCode::unknown_transaction, {}, {"body"});
    if (request.correlation_id() == 0) return fail(ErrorCode::missing_field, {}, {"correlation_id"});
    if (request.message_id().empty()) return fail(ErrorCode::missing_field, {}, {"message_id"});
    if (request.message_id().size() > longest_message_id) return fail(ErrorCode::over_limit, {}, {"message_id"});
    if (auto texts = check_texts(bytes, request); !texts) return texts;
    return check_lengths(header_of(request));
}

bool is_speaker_error(ErrorCode code) {
    return code == ErrorCode::speaker_not_allowed || code == ErrorCode::treatment_division_not_allowed;
}

/// The answer given before, for the correlation of today. Nothing when it cannot be read any more.
std::unique_ptr<Envelope> as_given(const std::string& body, std::uint64_t correlation) {
    auto answer = std::make_unique<Envelope>();
    if (!parse(body, *answer)) return nullptr;
    answer->set_correlation_id(correlation);
    return answer;
}

/// A late copy of a reverse must not undo a settlement whose asker was told that it stands. An earlier error told the
/// asker nothing, so the reverse is carried out.
std::unique_ptr<Envelope> no_given_before(const ports::Admission& admitted, std::uint64_t correlation) {
    for (const ports::GivenAnswer& given : admitted.final_answers) {
        auto answer = as_given(given.body, correlation);
        if (!answer) continue;
        const auto result = answer->reverse_answer().result();
        const bool stands = result == wire::ReverseAnswer::DAY_CLOSED || result == wire::ReverseAnswer::NOT_REVERSIBLE;
        if (stands) return answer;
    }
    return nullptr;
}

Error different_content(const std::string& first_body, const Envelope& request) {
    Error error{ErrorCode::different_content, {}, {}, {}};
    Envelope first;
    if (parse(first_body, first)) error.fields = differing_fields(first, request);
    return error;
}

/// An outcome that cannot be told, in the words of its kind: a cancel's say "do not refund".
ErrorCode doubt_about(const Envelope& request) {
    if (request.has_cancel_request()) return ErrorCode::cancel_in_doubt;
    return request.has_reverse_request() ? ErrorCode::reversing : ErrorCode::in_doubt;
}

void set_error(const Error& error, Envelope& answer) {
    write(error, *answer.mutable_error());
}

}  // namespace

Reception::Reception(ReceptionSettings settings, ServerPorts ports)
    : settings_(std::move(settings)),
      ports_(ports),
      dispatch_(settings_.own_region, ports.desk, ports.days, ports.adjustments) {}

awaitable<std::unique_ptr<Envelope>> Reception::answer(Partner partner, std::string bytes,
                                                       std::unique_ptr<Envelope> request) {
    Answer answer = new_answer(partner, *request);
    if (const auto checked = check_heading(bytes, *request); !checked) {
        set_error(checked.error(), *answer);
        co_return answer;
    }
    if (request->has_ping_request()) {
        answer->mutable_ping_answer()->set_now(to_local_time(ports_.clock.now()));
        co_return answer;
    }
    Call call = call_of(partner, *request);
    // Before the message log: whoever is sent away left no row, and the same message may come again.
    const auto place = co_await enter(call, *request);
    if (!place) {
        set_error(sent_away(async::error_of(place.error()), partner, *request), *answer);
        co_return answer;
    }
    const auto counted = in_work_.add(call.message_key());
    co_return co_await admit_and_answer(std::move(partner), std::move(call), std::move(bytes), *request,
                                        std::move(answer));
}

awaitable<Reception::Answer> Reception::admit_and_answer(Partner partner, Call call, std::string bytes,
                                                         const Envelope& request, Answer answer) {
    call.content_digest = ports_.digest.sha256(content_of(request));
    ports::InboundMessage message{call.message_key(),  call.direction,   call.header,
                                  call.content_digest, std::move(bytes), call.received_at};
    auto admitted = co_await ports_.messages.admit(std::move(message));
    if (!admitted) {
        const std::size_t others = in_work_.count(call.message_key()) - 1;
        set_error(of_this_copy(admitted.error(), partner, request, others), *answer);
        co_return answer;
    }
    async::reached("door", call.header.infno, "admitted");

    if (admitted->kind == ports::AdmissionKind::other_content) {
        set_error(different_content(admitted->first_body, request), *answer);
        co_return answer;
    }
    if (admitted->final_answer && !changes_the_books(request)) {
        auto before = as_given(*admitted->final_answer, request.correlation_id());
        if (before) co_return before;
    }
    if (request.has_reverse_request())
        if (auto before = no_given_before(*admitted, request.correlation_id())) co_return before;
    co_return co_await carry_out(std::move(partner), std::move(call), request, std::move(*admitted), std::move(answer));
}

awaitable<Reception::Answer> Reception::carry_out(Partner partner, Call call, const Envelope& request,
                                                  ports::Admission admitted, Answer answer) {
    const std::string infno = call.header.infno;
    call.came_before = admitted.kind == ports::AdmissionKind::same_content;
    if (request.has_settle_request()) call.reply = std::make_shared<Reply>(admitted.no);
    const std::shared_ptr<const Reply> reply = call.reply;
    const bool is_copy = call.came_before && changes_the_books(request);
    Result<Finality> outcome = co_await judge(partner, std::move(call), request, *answer);
    if (is_copy && !outcome && ports::says_nothing_of_the_first(outcome.error().code))
        outcome = fail(unanswered(partner, request, outcome.error().code, ports::first_not_read));
    if (!outcome) set_error(outcome.error(), *answer);
    if (reply && reply->kept) co_return told_yes(infno, *reply, request.correlation_id());
    // The books say what holds; where it was answered before, the same answer is given again, whatever the tables say
    // by now (decision 0009).
    const std::string code = outcome ? "0" : stable_code(outcome.error().code);
    if (const std::string* given = ports::given_before(admitted, code)) {
        auto before = as_given(*given, request.correlation_id());
        if (before) co_return before;
    }
    co_return co_await written_down(std::move(partner), request, admitted.no, std::move(outcome), std::move(answer));
}

/// Durable before anything is answered (DESIGN §3 rule 5). Only what binds needs it: "try again" and "ask" are true
/// without being kept.
awaitable<Reception::Answer> Reception::written_down(Partner partner, const Envelope& request, MessageNo number,
                                                     Result<Finality> outcome, Answer answer) {
    const std::string infno = header_of(request).infno;
    async::reached("door", infno, "answer_decided");
    const auto kept = co_await keep_answer(number, *answer, outcome);
    async::reached("door", infno, "answer_kept");
    if (!kept) report(fmt::format("{}: {}: {}", request.message_id(), ports::answer_not_kept, sentence(kept.error())));
    const bool binds = outcome || class_of(outcome.error().code) == ErrorClass::refused;
    if (!kept && binds)
        // What may have been booked has to be asked for.
        set_error(unanswered(partner, request, ErrorCode::store_unavailable, ports::answer_not_kept), *answer);
    if (!outcome && is_speaker_error(outcome.error().code)) co_await audit(partner, outcome.error());
    co_return answer;
}

std::optional<async::Busy> Reception::came(const Partner& partner, const Envelope& request) {
    if (!ports_.admission) return std::nullopt;
    return ports_.admission->came(partner.peer.text, kind_of_work(request));
}

Error Reception::sent_away(Error error, const Partner& partner, const Envelope& request) const {
    if (!changes_the_books(request)) return error;
    return of_this_copy(std::move(error), partner, request, in_work_.count(key_of(partner, request)));
}

/// `copies`: how many of this message are in work, beside the one that is answered. Nothing says that it is a copy
/// where none is: it may be the first, and nothing was done then.
Error Reception::of_this_copy(Error error, const Partner& partner, const Envelope& request, std::size_t copies) const {
    if (!changes_the_books(request)) return error;
    if (copies > 0) return unanswered(partner, request, error.code, ports::first_is_in_work);
    return ports::told_to_ask(std::move(error));
}

awaitable<std::expected<async::Admission::Place, async::Busy>> Reception::enter(const Call& call,
                                                                                const Envelope& request) {
    if (!ports_.admission) co_return async::Admission::Place();
    async::AdmissionLine::Arrival arrival{call.peer.text, call.header.institution.text, kind_of_work(request),
                                          call.deadline};
    co_return co_await ports_.admission->enter(std::move(arrival));
}

awaitable<Result<Finality>> Reception::judge(Partner partner, Call call, const Envelope& request, Envelope& answer) {
    if (const auto checked = check_speaker(partner, request); !checked) co_return fail(checked.error());
    const Partner asker = partner;
    std::string thrown;
    try {
        co_return co_await dispatch_.run(std::move(partner), std::move(call), request, answer);
    } catch (const std::exception& error) {
        thrown = error.what();
    } catch (...) {
        thrown = "an exception of unknown type";
    }
    // What was done before it was thrown is not known here. Its words stay inside: they may hold a value.
    co_return fail(unanswered(asker, request, ErrorCode::internal_error, "the request ended unexpectedly"));
}

Error Reception::unanswered(const Partner& partner, const Envelope& request, ErrorCode otherwise,
                            std::string_view detail) const {
    if (!changes_the_books(request)) return {otherwise, std::string(detail), {}, {}};
    Error error{doubt_about(request), std::string(detail), {}, {}};
    if (request.has_reverse_request()) {
        error.settlement_id = request.reverse_request().settlement_id();  // by its key; our own id we do not know here
        return error;
    }
    error.settlement_id = ports::own_settlement_id(ports_.digest, settings_.own_region, key_of(partner, request)).text;
    return error;
}

std::chrono::milliseconds Reception::time_for(const Envelope& request) const {
    const std::chrono::milliseconds stated(request.deadline_ms());
    const bool is_stated = stated > std::chrono::milliseconds::zero();
    return is_stated ? std::min(stated, settings_.longest_deadline) : settings_.default_deadline;
}

std::chrono::milliseconds Reception::patience_for(const Envelope& request) const {
    return time_for(request) + settings_.grace;
}

Result<void> Reception::check_speaker(const Partner& partner, const Envelope& request) const {
    if (!belongs_to(DivisionCode(request.sender_division()), partner.region))
        return fail(ErrorCode::speaker_not_allowed, "the certificate speaks for another region", {"sender_division"});
    if (!belongs_to(DivisionCode(request.receiver_division()), settings_.own_region))
        return fail(ErrorCode::unknown_region, "this gateway speaks for another region", {"receiver_division"});
    return {};
}

Call Reception::call_of(const Partner& partner, const Envelope& request) const {
    Call call;
    call.peer = partner.peer;
    call.platform = partner.platform;
    call.direction = Direction::resident_away;
    call.header = header_of(request);
    call.received_at = ports_.clock.now();
    call.deadline = ports_.clock.steady() + time_for(request);
    return call;
}

/// What was kept with the booking is what the partner gets, whatever came after it.
std::unique_ptr<Envelope> Reception::told_yes(const std::string& infno, const Reply& reply, std::uint64_t correlation) {
    async::reached("door", infno, "answer_decided");
    ports_.messages.told(reply.to);
    async::reached("door", infno, "answer_kept");
    return as_given(*reply.kept, correlation);
}

awaitable<Result<void>> Reception::keep_answer(MessageNo number, const Envelope& answer, Result<Finality> outcome) {
    ports::OutboundAnswer kept;
    kept.body = serialized(answer);
    kept.code = outcome ? "0" : stable_code(outcome.error().code);
    kept.final = outcome ? *outcome == Finality::final : class_of(outcome.error().code) == ErrorClass::refused;
    kept.answered_at = ports_.clock.now();
    co_return co_await ports_.messages.answered(number, std::move(kept));
}

awaitable<void> Reception::audit(Partner partner, Error error) {
    ports::AuditEvent event;
    event.at = ports_.clock.now();
    event.event = "speaker_refused";
    event.actor = partner.peer.text;
    event.subject = "delta";
    event.detail = stable_code(error.code) + " " + error.detail;
    auto recorded = co_await ports_.audit.record(std::move(event));
    if (!recorded) report("a refused speaker could not be audited: " + sentence(recorded.error()));
}

std::unique_ptr<Envelope> Reception::new_answer(const Partner& partner, const Envelope& request) const {
    auto answer = std::make_unique<Envelope>();
    constexpr std::size_t letters = 24;
    Heading heading;
    heading.correlation = request.correlation_id();
    heading.sender = settings_.own_region;
    heading.receiver = partner.region;
    heading.message = MessageId(settings_.own_region.text + ports_.randomness.letters(letters));
    heading.sent_at = ports_.clock.now();
    write(heading, *answer);
    answer->set_clearing_day(request.clearing_day());
    return answer;
}

std::unique_ptr<Envelope> Reception::error_answer(const Partner& partner, std::uint64_t correlation,
                                                  const Error& error) {
    Envelope asked;
    asked.set_correlation_id(correlation);
    auto answer = new_answer(partner, asked);
    set_error(error, *answer);
    return answer;
}

}  // namespace clearing::yangtze_delta
