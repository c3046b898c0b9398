#include "adapters/national_format/client.hpp"

#include "adapters/national_format/cancel.hpp"
#include "adapters/national_format/claim.hpp"
#include "adapters/national_format/fee_removal.hpp"
#include "adapters/national_format/fees.hpp"
#include "adapters/national_format/outcome.hpp"
#include "adapters/national_format/person.hpp"
#include "adapters/national_format/query_answer.hpp"
#include "adapters/national_format/settlement_answer.hpp"
#include "adapters/national_format/transactions.hpp"
#include "adapters/national_format/visit.hpp"

namespace clearing::national_format {

using ports::awaitable;

namespace {

/// infcode 0, but the body says nothing we can use.
template <class T>
Result<T> readable(Result<T> answer, Effect effect) {
    if (answer) return answer;
    const ErrorCode code = effect == Effect::some ? ErrorCode::in_doubt : ErrorCode::peer_unavailable;
    return fail(code, "the answer cannot be read: " + sentence(answer.error()));
}

std::vector<std::string> private_words(const Person& person) {
    return {person.number, person.cert_no, person.name, person.voucher_no, person.card_sn};
}

CareSetting care_of(const std::string& infno) {
    const Transaction* transaction = find_transaction(infno);
    return transaction ? transaction->care : CareSetting::outpatient;
}

/// The leg's own number where it is of that kind (2206A stays 2206A), else the format's: a caller of another protocol
/// has none.
std::string number_for(const std::string& infno, TransactionKind kind, CareSetting care) {
    const Transaction* transaction = find_transaction(infno);
    if (transaction && transaction->kind == kind && transaction->care == care) return infno;
    const bool outpatient = care == CareSetting::outpatient;
    if (kind == TransactionKind::remove_fees) return outpatient ? "2205" : "2302";
    if (kind == TransactionKind::quote) return outpatient ? "2206" : "2303";
    return outpatient ? "2207" : "2304";
}

std::string number_for(const std::string& infno, VisitAction action) {
    const Transaction* transaction = find_transaction(infno);
    if (transaction && transaction->kind == TransactionKind::visit && transaction->action == action) return infno;
    switch (action) {
        case VisitAction::register_outpatient:
            return "2201";
        case VisitAction::cancel_registration:
            return "2202";
        case VisitAction::outpatient_details:
            return "2203";
        case VisitAction::admit:
            return "2401";
        case VisitAction::discharge:
            return "2402";
        case VisitAction::change_admission:
            return "2403";
        case VisitAction::cancel_admission:
            return "2404";
        case VisitAction::cancel_discharge:
            return "2405";
    }
    return infno;
}

std::string person_number_of(const std::vector<FeeLine>& lines) {
    for (const FeeLine& line : lines)
        for (const CarriedField& field : line.carried)
            if (field.key == "psn_no")
                if (const auto value = json::parse(field.json)) return as_text(*value).value_or("");
    return {};
}

/// Whether these moments leave the peer only one day to have settled on. Its clock may be 40 s off (interface/README,
/// Envelope).
bool leave_one_day(Instant asked, Instant answered) {
    constexpr std::chrono::minutes clock_error{1};
    return local_date(asked - clock_error) == local_date(answered + clock_error);
}

}  // namespace

RequestEnvelope envelope_of(const ports::Leg& leg, std::string_view infno) {
    RequestEnvelope envelope;
    CallHeader& header = envelope.header;
    header.infno = infno.empty() ? leg.infno : std::string(infno);
    header.message = leg.message;
    header.treatment_division = leg.treatment_division;
    header.insured_division = leg.insured_division;
    header.institution = leg.institution;
    header.institution_name = leg.institution_name;
    header.operator_type = leg.operator_type.empty() ? "1" : leg.operator_type;
    header.operator_code = leg.operator_code;
    header.operator_name = leg.operator_name;
    return envelope;
}

awaitable<Result<PersonAnswer>> Client::person(ports::Leg leg, PersonRequest request) {
    RequestEnvelope envelope = envelope_of(leg, "1101");
    envelope.input = write_person_request(request);
    auto words = private_words(request.person);
    auto answer = co_await exchange_.ask(std::move(envelope), leg.deadline, Effect::none, std::move(words));
    if (!answer) co_return fail(answer.error());
    co_return readable(read_person_answer(answer->output), Effect::none);
}

awaitable<Result<EntitlementAnswer>> Client::entitlement(ports::Leg leg, EntitlementRequest request) {
    RequestEnvelope envelope = envelope_of(leg, "2001");
    envelope.input = write_entitlement_request(request, leg.institution);
    auto words = private_words(request.person);
    auto answer = co_await exchange_.ask(std::move(envelope), leg.deadline, Effect::none, std::move(words));
    if (!answer) co_return fail(answer.error());
    co_return readable(read_entitlement_answer(answer->output), Effect::none);
}

awaitable<Result<VisitAnswer>> Client::visit(ports::Leg leg, VisitRequest request) {
    const VisitAction action = request.action;
    request.visit = leg.their_visit;
    RequestEnvelope envelope = envelope_of(leg, number_for(leg.infno, action));
    envelope.input = write_visit_request(request, envelope.header);
    auto words = private_words(request.person);
    auto answer = co_await exchange_.ask(std::move(envelope), leg.deadline, Effect::some, std::move(words));
    if (!answer) co_return fail(answer.error());
    co_return readable(read_visit_answer(answer->output, action), Effect::some);
}

awaitable<Result<SettledBill>> Client::quote(ports::Leg leg, Claim claim) {
    claim.visit = leg.their_visit;
    RequestEnvelope envelope = envelope_of(leg, number_for(leg.infno, TransactionKind::quote, claim.care));
    envelope.input = write_claim(claim, envelope.header);
    auto words = private_words(claim.person);
    auto answer = co_await exchange_.ask(std::move(envelope), leg.deadline, Effect::none, std::move(words));
    if (!answer) co_return fail(answer.error());
    co_return readable(read_settlement_answer(answer->output, AnswerKind::quote), Effect::none);
}

awaitable<Result<SettledBill>> Client::settle(ports::LegOfSettlement leg, Claim claim) {
    claim.visit = leg.leg.their_visit;
    RequestEnvelope envelope = envelope_of(leg.leg, number_for(leg.leg.infno, TransactionKind::settle, claim.care));
    envelope.input = write_claim(claim, envelope.header);
    auto words = private_words(claim.person);
    leg.person_number = claim.person.number;
    const Instant sent_at = exchange_.clock().now();
    auto answer = co_await exchange_.ask(std::move(envelope), leg.leg.deadline, Effect::some, std::move(words),
                                         std::move(leg.keep));
    if (!answer) co_return fail(answer.error());
    auto bill = readable(read_settlement_answer(answer->output, AnswerKind::settle), Effect::some);
    if (!bill) co_return bill;
    co_return co_await with_its_time(std::move(leg), std::move(*bill), sent_at);
}

awaitable<Result<SettledBill>> Client::with_its_time(ports::LegOfSettlement leg, SettledBill bill, Instant sent_at) {
    if (!bill.settled_at.empty() || !exchange_.peer().names_the_day) co_return bill;
    const MessageKey settled_by{exchange_.peer().name, leg.leg.institution, leg.leg.message};
    const Sha256 digest = digest_.sha256(digest_text("settlement_time", settled_by));
    leg.original_message =
        std::exchange(leg.leg.message, MessageId(derived_id(leg.leg.treatment_division.text, digest)));
    leg.their_settlement = bill.settlement;
    // Somebody waits for the yes, which needs no more than this.
    const auto now = exchange_.clock().steady();
    leg.leg.deadline = now + (leg.leg.deadline - now) / 2;
    auto found = co_await query(std::move(leg));
    if (found && found->bill) bill.settled_at = std::move(found->bill->settled_at);
    if (bill.settled_at.empty() && !leave_one_day(sent_at, exchange_.clock().now()))
        co_return fail(ErrorCode::in_doubt, "the answer does not say on which of two days it was settled");
    co_return bill;
}

awaitable<Result<SettledBill>> Client::cancel(ports::LegOfSettlement leg, SettlementRecord original) {
    const std::string_view infno = original.care == CareSetting::outpatient ? "2208" : "2305";
    CancelRequest request;
    request.settlement = leg.their_settlement.empty() ? original.their_id : leg.their_settlement;
    request.visit = leg.leg.their_visit.empty() ? original.their_visit : leg.leg.their_visit;
    request.person_number = original.answer.person.number;
    RequestEnvelope envelope = envelope_of(leg.leg, infno);
    envelope.input = write_cancel(request);
    auto words = private_words(original.answer.person);
    leg.leg.their_visit = request.visit;
    leg.person_number = request.person_number;
    const Instant sent_at = exchange_.clock().now();
    auto answer = co_await exchange_.ask(std::move(envelope), leg.leg.deadline, Effect::some, std::move(words));
    if (!answer) co_return fail(answer.error());
    auto bill = readable(read_settlement_answer(answer->output, AnswerKind::cancel), Effect::some);
    if (!bill) co_return bill;
    co_return co_await with_its_time(std::move(leg), std::move(*bill), sent_at);
}

awaitable<Result<ReverseResult>> Client::reverse(ports::LegOfSettlement leg, std::string) {
    ReverseRequest request;
    request.original_message = leg.original_message;
    request.original_infno = leg.original_infno;
    request.person_number = leg.person_number;
    RequestEnvelope envelope = envelope_of(leg.leg, "2601");
    envelope.input = write_reverse(request);
    std::vector<std::string> words{leg.person_number};
    auto answer = co_await exchange_.ask(std::move(envelope), leg.leg.deadline, Effect::some, std::move(words));
    if (answer) co_return reverse_result_of(answer->output);
    co_return reverse_result_of(answer.error());
}

awaitable<Result<QueryResult>> Client::query(ports::LegOfSettlement leg) {
    RequestEnvelope envelope = envelope_of(leg.leg, "5203");
    envelope.input = write_query(leg.person_number, leg.leg.their_visit, leg.original_message, leg.their_settlement);
    std::vector<std::string> words{leg.person_number};
    auto answer = co_await exchange_.ask(std::move(envelope), leg.leg.deadline, Effect::none, std::move(words));
    if (!answer) co_return query_result_of(answer.error());
    co_return readable(query_result_of(answer->output, leg.original_message, leg.their_settlement), Effect::none);
}

awaitable<Result<void>> Client::fees(ports::LegOfSettlement leg, std::vector<FeeLine> lines) {
    const CareSetting care = care_of(leg.leg.infno);
    FeeUpload upload{leg.leg.their_visit, std::move(lines), {}};
    const std::string person_number = person_number_of(upload.lines);
    RequestEnvelope envelope = envelope_of(leg.leg, care == CareSetting::outpatient ? "2204" : "2301");
    envelope.input = write_fee_upload(upload, care, person_number);
    std::vector<std::string> words{person_number};
    auto answer = co_await exchange_.ask(std::move(envelope), leg.leg.deadline, Effect::some, std::move(words));
    if (!answer) co_return fail(answer.error());
    co_return Result<void>{};
}

awaitable<Result<FeeUploadAnswer>> Client::upload(ports::Leg leg, FeeUpload upload) {
    upload.visit = leg.their_visit;
    const std::string person_number = person_number_of(upload.lines);
    RequestEnvelope envelope = envelope_of(leg);
    envelope.input = write_fee_upload(upload, care_of(leg.infno), person_number);
    std::vector<std::string> words{person_number};
    auto answer = co_await exchange_.ask(std::move(envelope), leg.deadline, Effect::some, std::move(words));
    if (!answer) co_return fail(answer.error());
    co_return readable(read_fee_answer(answer->output), Effect::some);
}

awaitable<Result<void>> Client::remove(ports::Leg leg, FeeRemoval removal) {
    removal.visit = leg.their_visit;
    // A stay's lines are named one by one, a bill's by its number.
    const CareSetting care = removal.lines.empty() ? CareSetting::outpatient : CareSetting::inpatient;
    RequestEnvelope envelope = envelope_of(leg, number_for(leg.infno, TransactionKind::remove_fees, care));
    envelope.input = write_fee_removal(removal, care);
    std::vector<std::string> words{removal.person_number};
    auto answer = co_await exchange_.ask(std::move(envelope), leg.deadline, Effect::some, std::move(words));
    if (!answer) co_return fail(answer.error());
    co_return Result<void>{};
}

}  // namespace clearing::national_format
