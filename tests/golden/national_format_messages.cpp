#include "tests/golden/national_format_messages.hpp"

#include "adapters/national_format/cancel.hpp"
#include "adapters/national_format/claim.hpp"
#include "adapters/national_format/fee_removal.hpp"
#include "adapters/national_format/fees.hpp"
#include "adapters/national_format/institution.hpp"
#include "adapters/national_format/person.hpp"
#include "adapters/national_format/queries.hpp"
#include "adapters/national_format/reconciliation.hpp"
#include "adapters/national_format/settlement_answer.hpp"
#include "adapters/national_format/transactions.hpp"
#include "adapters/national_format/visit.hpp"

#include <fstream>
#include <sstream>

namespace clearing::golden {

namespace nf = national_format;
using Kind = nf::TransactionKind;

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string infno_of(const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    return name.substr(0, name.find('-'));
}

namespace {

Result<json::Value> written(auto&& message, auto&& write) {
    if (!message) return fail(message.error());
    return write(*message);
}

std::string person_of(const nf::RequestEnvelope& envelope) {
    const json::Value* lines = envelope.input.find("feedetail");
    const json::Array* rows = lines ? lines->as_array() : nullptr;
    const json::Value* number = rows && !rows->empty() ? rows->front().find("psn_no") : nullptr;
    return number && number->as_string() ? *number->as_string() : "";
}

/// Read only: an institution asks, and nobody sends it on.
Result<json::Value> read_of_institution(Kind kind, const nf::RequestEnvelope& envelope) {
    const auto as_it_was = [&](const auto&) { return envelope.input; };
    switch (kind) {
        case Kind::compare_details:
            return written(nf::read_details_request(envelope), as_it_was);
        case Kind::list_allocations:
            return written(nf::read_allocations_request(envelope), as_it_was);
        case Kind::confirm_allocations:
            return written(nf::read_confirmation_request(envelope), as_it_was);
        case Kind::roll_back_confirmation:
            return written(nf::read_rollback_request(envelope), as_it_was);
        case Kind::upload_file:
            return written(nf::read_file_upload(envelope), as_it_was);
        case Kind::download_file:
            return written(nf::read_file_download(envelope), as_it_was);
        default:
            return envelope.input;
    }
}

Result<json::Value> rewritten_input(const nf::RequestEnvelope& envelope) {
    const nf::Transaction* transaction = nf::find_transaction(envelope.header.infno);
    const CallHeader& header = envelope.header;
    if (!transaction) return envelope.input;
    const CareSetting care = transaction->care;
    switch (transaction->kind) {
        case Kind::person:
            return written(nf::read_person_request(envelope), nf::write_person_request);
        case Kind::entitlement:
            return written(nf::read_entitlement_request(envelope), [&](const EntitlementRequest& request) {
                return nf::write_entitlement_request(request, header.institution);
            });
        case Kind::visit:
            return written(nf::read_visit_request(envelope, transaction->action),
                           [&](const VisitRequest& request) { return nf::write_visit_request(request, header); });
        case Kind::upload_fees:
            return written(nf::read_fee_upload(envelope, care), [&](const FeeUpload& upload) {
                return nf::write_fee_upload(upload, care, person_of(envelope));
            });
        case Kind::quote:
        case Kind::settle:
            return written(nf::read_claim(envelope, care),
                           [&](const Claim& claim) { return nf::write_claim(claim, header); });
        case Kind::cancel:
            return written(nf::read_cancel(envelope), nf::write_cancel);
        case Kind::reverse:
            return written(nf::read_reverse(envelope), nf::write_reverse);
        case Kind::find_settlement:
        case Kind::list_fees:
            return written(nf::read_settlement_query(envelope), nf::write_settlement_query);
        case Kind::compare_totals:
            return written(nf::read_totals_request(envelope), nf::write_totals_request);
        case Kind::remove_fees:
            return written(nf::read_fee_removal(envelope, care),
                           [&](const FeeRemoval& removal) { return nf::write_fee_removal(removal, care); });
        default:
            return read_of_institution(transaction->kind, envelope);
    }
}

Result<json::Value> rewritten_output(const nf::ResponseEnvelope& envelope, const std::string& infno) {
    const nf::Transaction* transaction = nf::find_transaction(infno);
    const json::Value& output = envelope.output;
    if (!transaction || envelope.code != 0) return output;
    const auto settled = [&](nf::AnswerKind kind) {
        return written(nf::read_settlement_answer(output, kind), nf::write_settlement_answer);
    };
    switch (transaction->kind) {
        case Kind::person:
            return written(nf::read_person_answer(output), nf::write_person_answer);
        case Kind::entitlement:
            return written(nf::read_entitlement_answer(output), [](const EntitlementAnswer& answer) {
                return nf::write_entitlement_answer(answer, "31000000000000000001");
            });
        case Kind::visit:
            return written(nf::read_visit_answer(output, transaction->action), [&](const VisitAnswer& answer) {
                VisitRequest request;
                request.action = transaction->action;
                return nf::write_visit_answer(answer, request);
            });
        case Kind::upload_fees:
            return written(nf::read_fee_answer(output), nf::write_fee_answer);
        case Kind::quote:
            return settled(nf::AnswerKind::quote);
        case Kind::settle:
            return settled(nf::AnswerKind::settle);
        case Kind::cancel:
            return settled(nf::AnswerKind::cancel);
        case Kind::compare_totals:
            return written(nf::read_totals_answer(output), [](const nf::TotalsAnswer& answer) {
                const auto verdict = value_in(totals_verdict_codes, answer.code).value_or(TotalsVerdict::differs);
                return nf::write_totals_answer({verdict, answer.description}, "330200");
            });
        default:
            return output;
    }
}

Result<json::Value> parsed(const std::string& text) {
    auto value = json::parse(text);
    if (!value) return fail(ErrorCode::malformed_json, value.error().reason);
    return std::move(*value);
}

}  // namespace

Result<json::Value> round_trip_request(const std::string& body) {
    auto envelope = nf::read_request(body);
    if (!envelope) return fail(envelope.error());
    auto input = rewritten_input(*envelope);
    if (!input) return input;
    envelope->input = std::move(*input);
    return parsed(nf::write_request(*envelope));
}

Result<json::Value> round_trip_answer(const std::string& body, const std::string& infno) {
    auto envelope = nf::read_response(body);
    if (!envelope) return fail(envelope.error());
    auto output = rewritten_output(*envelope, infno);
    if (!output) return output;
    envelope->output = std::move(*output);
    return parsed(nf::write_response(*envelope));
}

}  // namespace clearing::golden
