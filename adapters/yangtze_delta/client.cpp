#include "adapters/yangtze_delta/client.hpp"

#include "adapters/yangtze_delta/bill_codec.hpp"
#include "adapters/yangtze_delta/client_world.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/fee_codec.hpp"
#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "adapters/yangtze_delta/visit_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

Parties parties_of(const ports::Leg& leg) {
    return {leg.treatment_division, leg.insured_division, leg.institution, leg.institution_name};
}

Question question_of(const ports::Leg& leg, Envelope::BodyCase answer) {
    Question question;
    question.message = leg.message;
    question.infno = leg.infno;
    question.deadline = leg.deadline;
    question.answer_case = answer;
    return question;
}

/// A question about a settlement on its clearing day.
Question question_of(const ports::LegOfSettlement& leg, Envelope::BodyCase answer) {
    Question question = question_of(leg.leg, answer);
    question.day = leg.day;
    return question;
}

/// What an answer about a bill does not repeat: the asker knows it.
void complete(SettledBill& bill, const ports::Leg& leg) {
    bill.visit = leg.their_visit;
    bill.medins_setl_id = leg.message;
}

void complete(SettledBill& bill, Claim claim) {
    bill.person = std::move(claim.person);
    bill.insurance_type = std::move(claim.insurance_type);
    bill.med_type = std::move(claim.med_type);
}

/// A settlement's answer or a cancel's, whenever it comes.
template <class Answer>
Result<SettledBill> read_bill(const Answer& in, const SettlementId& asked_about, const ports::Leg& leg) {
    Reading reading;
    SettledBill bill = read(in, asked_about, reading);
    if (auto verdict = reading.verdict(); !verdict) return fail(verdict.error());
    complete(bill, leg);
    return bill;
}

/// The treatment side's id names the visit on the wire (delta.proto, Bill.visit_id).
Claim named_by_our_visit(Claim claim, const ports::Leg& leg) {
    if (!leg.our_visit.empty()) claim.visit = leg.our_visit;
    return claim;
}

std::unexpected<Error> without_a_day() {
    return fail(ErrorCode::internal_error, "a Delta settlement needs its clearing day before it is sent");
}

}  // namespace

Client::Client(boost::asio::any_io_executor executor, ClientSettings settings, ClientPorts ports,
               TellLateAnswer on_late_answer)
    : world_(std::make_unique<World>(executor, std::move(settings), ports, std::move(on_late_answer))) {}

Client::~Client() = default;

awaitable<Result<PersonAnswer>> Client::person(ports::Leg leg, PersonRequest request) {
    auto envelope = std::make_unique<Envelope>();
    write(request, parties_of(leg), *envelope->mutable_person_request());
    PersonAnswer answer;
    ReadAnswer take = [&answer](const Envelope& in) {
        Reading reading;
        answer = read(in.person_answer(), reading);
        return reading.verdict();
    };
    Question question = question_of(leg, Envelope::kPersonAnswer);
    question.has_effect = false;
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return answer;
}

awaitable<Result<EntitlementAnswer>> Client::entitlement(ports::Leg leg, EntitlementRequest request) {
    auto envelope = std::make_unique<Envelope>();
    write(request, parties_of(leg), *envelope->mutable_entitlement_request());
    EntitlementAnswer answer;
    ReadAnswer take = [&answer](const Envelope& in) {
        Reading reading;
        answer = read(in.entitlement_answer(), reading);
        return reading.verdict();
    };
    Question question = question_of(leg, Envelope::kEntitlementAnswer);
    question.has_effect = false;
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return answer;
}

awaitable<Result<VisitAnswer>> Client::visit(ports::Leg leg, VisitRequest request) {
    if (!leg.our_visit.empty()) request.visit = leg.our_visit;
    auto envelope = std::make_unique<Envelope>();
    write(request, parties_of(leg), *envelope->mutable_visit_request());
    VisitAnswer answer;
    ReadAnswer take = [&answer](const Envelope& in) {
        Reading reading;
        answer = read(in.visit_answer(), reading);
        return reading.verdict();
    };
    Question question = question_of(leg, Envelope::kVisitAnswer);
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return answer;
}

awaitable<Result<SettledBill>> Client::quote(ports::Leg leg, Claim claim) {
    claim = named_by_our_visit(std::move(claim), leg);
    auto envelope = std::make_unique<Envelope>();
    write(claim, parties_of(leg), *envelope->mutable_quote_request()->mutable_bill());
    SettledBill bill;
    ReadAnswer take = [&bill](const Envelope& in) {
        Reading reading;
        bill = read(in.quote_answer(), reading);
        return reading.verdict();
    };
    Question question = question_of(leg, Envelope::kQuoteAnswer);
    question.has_effect = false;
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    complete(bill, leg);
    complete(bill, std::move(claim));
    co_return bill;
}

awaitable<Result<SettledBill>> Client::settle(ports::LegOfSettlement leg, Claim claim) {
    if (!leg.day) co_return without_a_day();
    claim = named_by_our_visit(std::move(claim), leg.leg);
    auto envelope = std::make_unique<Envelope>();
    wire::SettleRequest& request = *envelope->mutable_settle_request();
    request.set_settlement_id(leg.key.settlement.text);
    request.set_quote_id(claim.quote.text);
    Parties parties = parties_of(leg.leg);
    // The key's division stands in the bill: it is half of the settlement's name.
    parties.treatment_division = leg.key.treatment_division;
    write(claim, parties, *request.mutable_bill());
    SettledBill bill;
    Question question = question_of(leg, Envelope::kSettleAnswer);
    question.keep = std::move(leg.keep);
    question.when_late.settlement = leg.key;
    question.when_late.read = [asked = leg.leg, settlement = leg.key.settlement](const Envelope& in) {
        return read_bill(in.settle_answer(), settlement, asked);
    };
    ReadAnswer take = into(bill, question.when_late.read);
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    complete(bill, std::move(claim));
    co_return bill;
}

awaitable<Result<SettledBill>> Client::cancel(ports::LegOfSettlement leg, SettlementRecord original) {
    if (!leg.day) co_return without_a_day();
    const SettlementKey& cancelled = leg.original_key.settlement.empty() ? original.key : leg.original_key;
    auto envelope = std::make_unique<Envelope>();
    wire::CancelRequest& request = *envelope->mutable_cancel_request();
    request.set_settlement_id(leg.key.settlement.text);
    request.set_treatment_division(leg.key.treatment_division.text);
    request.set_original_settlement_id(cancelled.settlement.text);
    write(original.answer.split.negated(), *request.mutable_split());
    SettledBill bill;
    Question question = question_of(leg, Envelope::kCancelAnswer);
    question.when_late.settlement = leg.key;
    question.when_late.read = [asked = leg.leg, settlement = leg.key.settlement](const Envelope& in) {
        return read_bill(in.cancel_answer(), settlement, asked);
    };
    ReadAnswer take = into(bill, question.when_late.read);
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    bill.person = std::move(original.answer.person);
    bill.insurance_type = original.insurance_type;
    bill.med_type = original.med_type;
    bill.clearing_type = original.answer.clearing_type;
    bill.clearing_way = original.answer.clearing_way;
    bill.clearing_agency = original.answer.clearing_agency;
    co_return bill;
}

awaitable<Result<ReverseResult>> Client::reverse(ports::LegOfSettlement leg, std::string reason) {
    auto envelope = std::make_unique<Envelope>();
    wire::ReverseRequest& request = *envelope->mutable_reverse_request();
    request.set_treatment_division(leg.key.treatment_division.text);
    request.set_settlement_id(leg.key.settlement.text);
    request.set_reason(reason);
    ReverseResult result{};
    ReadAnswer take = [&result, &leg](const Envelope& in) {
        Reading reading;
        const wire::ReverseAnswer& answer = in.reverse_answer();
        result = read_reverse_result(answer.result(), reading);
        if (reading.required("settlement_id", answer.settlement_id()) != leg.key.settlement.text)
            reading.invalid("settlement_id");
        return reading.verdict();
    };
    Question question = question_of(leg, Envelope::kReverseAnswer);
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    // It stands in the lists beside its cancel.
    if (!done && done.error().code == ErrorCode::already_cancelled) co_return ReverseResult::not_reversible;
    if (!done) co_return fail(done.error());
    co_return result;
}

awaitable<Result<QueryResult>> Client::query(ports::LegOfSettlement leg) {
    auto envelope = std::make_unique<Envelope>();
    wire::QueryRequest& request = *envelope->mutable_query_request();
    request.set_treatment_division(leg.key.treatment_division.text);
    request.set_settlement_id(leg.key.settlement.text);
    QueryResult result;
    ReadAnswer take = [&result, &leg](const Envelope& in) {
        Reading reading;
        result = read(in.query_answer(), leg.key.settlement, reading);
        return reading.verdict();
    };
    Question question = question_of(leg, Envelope::kQueryAnswer);
    question.has_effect = false;
    const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    if (result.bill) complete(*result.bill, leg.leg);
    co_return result;
}

awaitable<Result<void>> Client::fees(ports::LegOfSettlement leg, std::vector<FeeLine> lines) {
    const std::size_t parts = (lines.size() + most_lines_of_a_part - 1) / most_lines_of_a_part;
    for (std::size_t part = 1; part <= parts; ++part) {
        auto envelope = std::make_unique<Envelope>();
        wire::FeesRequest& request = *envelope->mutable_fees_request();
        request.set_treatment_division(leg.key.treatment_division.text);
        request.set_settlement_id(leg.key.settlement.text);
        request.set_visit_id(leg.leg.our_visit.text);
        request.set_part(static_cast<std::uint32_t>(part));
        request.set_parts(static_cast<std::uint32_t>(parts));
        const std::size_t first = (part - 1) * most_lines_of_a_part;
        const std::size_t end = std::min(first + most_lines_of_a_part, lines.size());
        for (std::size_t i = first; i < end; ++i)
            write(lines[i], *request.add_lines());
        ReadAnswer take = [count = end - first](const Envelope& in) {
            Reading reading;
            if (in.fees_answer().accepted() != count) reading.invalid("accepted");
            return reading.verdict();
        };
        Question question = question_of(leg.leg, Envelope::kFeesAnswer);
        // Every part is a message of its own, with an id that a repetition makes again.
        if (parts > 1) question.message = MessageId(fmt::format("{}/{}", leg.leg.message.text, part));
        const auto done = co_await world_->exchange.ask(std::move(question), std::move(envelope), std::move(take));
        if (!done) co_return fail(done.error());
    }
    co_return Result<void>{};
}

awaitable<Result<FeeUploadAnswer>> Client::upload(ports::Leg, FeeUpload) {
    co_return fail(ErrorCode::unknown_transaction, "on Delta fee lines travel after the settlement");
}

awaitable<Result<void>> Client::remove(ports::Leg, FeeRemoval) {
    co_return fail(ErrorCode::unknown_transaction, "on Delta fee lines travel after the settlement");
}

ClientCounts Client::counts() const {
    return world_->exchange.counts();
}

bool Client::is_connected() const {
    return counts().connections_up > 0;
}

void Client::recheck_peers(const tls::Credentials& now_trusted) {
    world_->exchange.recheck_peers(now_trusted);
}

awaitable<bool> Client::stop(std::chrono::milliseconds limit) {
    return world_->exchange.stop(limit);
}

}  // namespace clearing::yangtze_delta
