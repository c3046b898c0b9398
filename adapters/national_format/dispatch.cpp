#include "adapters/national_format/dispatch.hpp"

#include "adapters/national_format/body.hpp"
#include "adapters/national_format/cancel.hpp"
#include "adapters/national_format/claim.hpp"
#include "adapters/national_format/fees.hpp"
#include "adapters/national_format/institution_dispatch.hpp"
#include "adapters/national_format/person.hpp"
#include "adapters/national_format/queries.hpp"
#include "adapters/national_format/reconciliation.hpp"
#include "adapters/national_format/settlement_answer.hpp"
#include "adapters/national_format/visit.hpp"
#include "gateway/domain/reply.hpp"

#include <algorithm>

namespace clearing::national_format {

using ports::awaitable;

awaitable<Result<json::Value>> Dispatch::carry_out(Transaction transaction, Call call, RequestEnvelope envelope) {
    using Kind = TransactionKind;
    const CareSetting care = transaction.care;
    switch (transaction.kind) {
        case Kind::person:
            co_return co_await person(std::move(call), std::move(envelope));
        case Kind::entitlement:
            co_return co_await entitlement(std::move(call), std::move(envelope));
        case Kind::visit:
            co_return co_await visit(std::move(call), std::move(envelope), transaction.action);
        case Kind::upload_fees:
            co_return co_await upload_fees(std::move(call), std::move(envelope), care);
        case Kind::remove_fees:
            co_return co_await remove_fees(std::move(call), std::move(envelope), care);
        case Kind::quote:
            co_return co_await quote(std::move(call), std::move(envelope), care);
        case Kind::settle:
            co_return co_await settle(std::move(call), std::move(envelope), care);
        case Kind::cancel:
            co_return co_await cancel(std::move(call), std::move(envelope));
        case Kind::reverse:
            co_return co_await reverse(std::move(call), std::move(envelope));
        case Kind::list_visits:
            co_return co_await list_visits(std::move(call), std::move(envelope));
        case Kind::find_settlement:
            co_return co_await find_settlement(std::move(call), std::move(envelope));
        case Kind::list_fees:
            co_return co_await list_fees(std::move(call), std::move(envelope));
        case Kind::compare_totals:
            co_return co_await compare_totals(std::move(call), std::move(envelope));
        case Kind::sign_in:
            co_return sign_in();
        case Kind::sign_out:
            co_return sign_out(envelope);
        default:
            break;
    }
    if (institutions_ == nullptr) co_return fail(ErrorCode::unknown_transaction, "not served at this door", {"infno"});
    InstitutionDispatch institutions(*institutions_);
    co_return co_await institutions.carry_out(transaction.kind, std::move(call), std::move(envelope));
}

Dispatch::Answer Dispatch::person(Call call, RequestEnvelope envelope) {
    auto request = read_person_request(envelope);
    if (!request) co_return fail(request.error());
    auto answer = co_await desk_.person(std::move(call), std::move(*request));
    if (!answer) co_return fail(answer.error());
    co_return write_person_answer(*answer);
}

Dispatch::Answer Dispatch::entitlement(Call call, RequestEnvelope envelope) {
    auto request = read_entitlement_request(envelope);
    if (!request) co_return fail(request.error());
    const std::string person_number = request->person.number;
    auto answer = co_await desk_.entitlement(std::move(call), std::move(*request));
    if (!answer) co_return fail(answer.error());
    co_return write_entitlement_answer(*answer, person_number);
}

Dispatch::Answer Dispatch::visit(Call call, RequestEnvelope envelope, VisitAction action) {
    auto request = read_visit_request(envelope, action);
    if (!request) co_return fail(request.error());
    const VisitRequest asked = *request;
    auto answer = co_await desk_.visit(std::move(call), std::move(*request));
    if (!answer) co_return fail(answer.error());
    co_return write_visit_answer(*answer, asked);
}

Dispatch::Answer Dispatch::upload_fees(Call call, RequestEnvelope envelope, CareSetting care) {
    auto upload = read_fee_upload(envelope, care);
    if (!upload) co_return fail(upload.error());
    auto answer = co_await desk_.upload_fees(std::move(call), std::move(*upload));
    if (!answer) co_return fail(answer.error());
    co_return write_fee_answer(*answer);
}

Dispatch::Answer Dispatch::remove_fees(Call call, RequestEnvelope envelope, CareSetting care) {
    auto removal = read_fee_removal(envelope, care);
    if (!removal) co_return fail(removal.error());
    auto removed = co_await desk_.remove_fees(std::move(call), std::move(*removal));
    if (!removed) co_return fail(removed.error());
    co_return empty_object();
}

/// Strict in what we send: every amount, and the asker's own message id.
json::Value answered_bill(SettledBill bill, const MessageId& asker) {
    bill.medins_setl_id = asker;
    bill.amounts_present.clear();
    return write_settlement_answer(bill);
}

Dispatch::Answer Dispatch::quote(Call call, RequestEnvelope envelope, CareSetting care) {
    auto claim = read_claim(envelope, care);
    if (!claim) co_return fail(claim.error());
    auto bill = co_await desk_.quote(std::move(call), std::move(*claim));
    if (!bill) co_return fail(bill.error());
    co_return answered_bill(std::move(*bill), envelope.header.message);
}

Dispatch::Answer Dispatch::settle(Call call, RequestEnvelope envelope, CareSetting care) {
    auto claim = read_claim(envelope, care);
    if (!claim) co_return fail(claim.error());
    const std::shared_ptr<const Reply> reply = call.reply;
    auto bill = co_await desk_.settle(std::move(call), std::move(*claim));
    if (!bill) co_return fail(bill.error());
    if (reply && reply->kept) co_return json::Value();  // in words already
    co_return answered_bill(std::move(*bill), envelope.header.message);
}

Dispatch::Answer Dispatch::cancel(Call call, RequestEnvelope envelope) {
    auto request = read_cancel(envelope);
    if (!request) co_return fail(request.error());
    auto bill = co_await desk_.cancel(std::move(call), std::move(*request));
    if (!bill) co_return fail(bill.error());
    co_return answered_bill(std::move(*bill), envelope.header.message);
}

Dispatch::Answer Dispatch::reverse(Call call, RequestEnvelope envelope) {
    auto request = read_reverse(envelope);
    if (!request) co_return fail(request.error());
    const bool asked_by_platform = call.direction == Direction::resident_away;
    auto result = co_await desk_.reverse(std::move(call), std::move(*request));
    if (!result) co_return fail(result.error());
    json::Value output;
    switch (*result) {
        case ReverseResult::reversed:
            output.set("result", "reversed");
            break;
        case ReverseResult::fenced:
            output.set("result", "fenced");
            break;
        case ReverseResult::day_closed:
            // A platform sends the cancel itself; for the bureau's reverse we sent one (SETTLEMENT §5, Cancel).
            if (asked_by_platform) co_return fail(ErrorCode::clearing_day_closed, {}, {"omsgid"});
            output.set("result", "cancelled");
            break;
        case ReverseResult::not_reversible:
            co_return fail(ErrorCode::not_reversible, {}, {"omsgid"});
    }
    co_return output;
}

Dispatch::Answer Dispatch::list_visits(Call call, RequestEnvelope envelope) {
    auto query = read_visit_query(envelope);
    if (!query) co_return fail(query.error());
    auto visits = co_await desk_.visits(std::move(call), std::move(*query));
    if (!visits) co_return fail(visits.error());
    co_return write_visits(*visits);
}

Dispatch::Answer Dispatch::find_settlement(Call call, RequestEnvelope envelope) {
    auto query = read_settlement_query(envelope);
    if (!query) co_return fail(query.error());
    auto view = co_await desk_.settlement(std::move(call), std::move(*query));
    if (!view) co_return fail(view.error());
    co_return write_settlement_view(*view);
}

Dispatch::Answer Dispatch::list_fees(Call call, RequestEnvelope envelope) {
    auto query = read_settlement_query(envelope);
    if (!query) co_return fail(query.error());
    auto views = co_await desk_.fees(std::move(call), std::move(*query));
    if (!views) co_return fail(views.error());
    co_return write_fee_views(*views);
}

Dispatch::Answer Dispatch::compare_totals(Call call, RequestEnvelope envelope) {
    auto totals = read_totals_request(envelope);
    if (!totals) co_return fail(totals.error());
    const std::string agency = totals->agency;
    auto verdict = co_await reconciliation_.compare_totals(std::move(call), std::move(*totals));
    if (!verdict) co_return fail(verdict.error());
    co_return write_totals_answer(*verdict, agency);
}

json::Value Dispatch::sign_in() {
    constexpr std::size_t kept = 10'000;
    constexpr std::size_t length = 20;
    signed_in_.push_back(randomness_.letters(length));
    if (signed_in_.size() > kept) signed_in_.pop_front();
    json::Value sign;
    sign.set("sign_no", signed_in_.back());
    sign.set("sign_time", to_local_time(clock_.now()));
    json::Value output;
    output.set("signinoutb", std::move(sign));
    return output;
}

Result<json::Value> Dispatch::sign_out(const RequestEnvelope& envelope) {
    std::string number;
    auto read = read_input<int>(envelope, [&](Node& root, int&) {
        Node node = root.child("signOut", Need::required);
        if (node.exists()) node.read_text({.name = "sign_no", .length = 64, .need = Need::required}, number);
    });
    if (!read) return fail(read.error());
    std::erase(signed_in_, number);  // one given before a restart is gone already
    json::Value sign;
    sign.set("sign_time", to_local_time(clock_.now()));
    json::Value output;
    output.set("sign_time", std::move(sign));
    return output;
}

}  // namespace clearing::national_format
