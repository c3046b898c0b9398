// Persons, entitlements and visits of the insured side.
#include "sim-peers/delta/insured_side.hpp"

namespace clearing::peers::delta {

Answered<pb::PersonAnswer> InsuredSide::person(const pb::PersonRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    const auto found = centre_.identify(identification_of(request.person()));
    if (!found) return std::unexpected(found.error());
    const Person& person = **found;
    pb::PersonAnswer answer;
    auto* wire = answer.mutable_person();
    wire->set_person_no(person.number);
    wire->set_cert_type("01");
    wire->set_cert_no(person.cert_no);
    wire->set_name(person.name);
    wire->set_gender(person.gender);
    wire->set_birth_date(person.birth_date);
    wire->set_person_type(person.insurances.front().person_type);
    for (const auto& insurance : person.insurances) {
        auto* row = answer.add_insurances();
        row->set_insurance_type(insurance.insurance_type);
        row->set_person_type(insurance.person_type);
        row->set_status("1");
        row->set_insured_division(person.division);
        row->set_account_balance_fen(person.year.account_balance.value);
        row->set_civil_servant(insurance.civil_servant ? "1" : "0");
        row->set_begin_date("2010-01-01");
    }
    for (const auto& filing : person.filings) {
        auto* row = answer.add_filings();
        row->set_type(filing.type);
        row->set_number(filing.number);
        row->set_begin_date(filing.begin);
        row->set_end_date(filing.end);
    }
    const int born = std::atoi(person.birth_date.substr(0, 4).c_str());
    answer.set_age(std::to_string(std::atoi(centre_.clock().today().substr(0, 4).c_str()) - born));
    answer.set_nationality("01");
    return answer;
}

Answered<pb::EntitlementAnswer> InsuredSide::entitlement(const pb::EntitlementRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    const auto found = centre_.identify(identification_of(request.person()));
    if (!found) return std::unexpected(found.error());
    const bool insured = (*found)->insured_as(request.insurance_type()) != nullptr;
    pb::EntitlementAnswer answer;
    auto* row = answer.add_entitlements();
    row->set_check_type("1");
    row->set_fund_pay_type(request.insurance_type() == "310" ? "310100" : "390100");
    row->set_enjoys(insured ? "1" : "0");
    row->set_begin_date("2010-01-01");
    if (!insured) row->set_reason("未参加该险种");
    for (const auto& filing : (*found)->filings) {
        auto* out = answer.add_filings();
        out->set_type(filing.type);
        out->set_number(filing.number);
        out->set_begin_date(filing.begin);
        out->set_end_date(filing.end);
    }
    return answer;
}

Answered<pb::VisitAnswer> InsuredSide::visit(const pb::VisitRequest& request) {
    const std::string key = settlement_key(request.treatment_division(), request.visit_id());
    pb::VisitAnswer answer;
    const bool opens = request.action() == pb::REGISTER || request.action() == pb::ADMIT;
    if (opens) {
        if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
            return std::unexpected(*refusal);
        if (request.visit_id().empty()) return std::unexpected(refusals::missing_field("visit_id"));
        CentreVisit opening{key,
                            {},
                            nullptr,
                            request.treatment_division(),
                            request.institution(),
                            request.insurance_type(),
                            request.med_type(),
                            request.begin_time(),
                            {},
                            request.action() == pb::ADMIT,
                            request.emergency(),
                            false,
                            false};
        const auto opened = centre_.open_visit(std::move(opening), identification_of(request.person()));
        if (!opened) return std::unexpected(opened.error());
        answer.set_visit_id((*opened)->id);
        return answer;
    }
    if (auto refusal = check_treatment(request.treatment_division())) return std::unexpected(*refusal);
    const auto found = centre_.visit(key);
    if (!found) return std::unexpected(found.error());
    answer.set_visit_id((*found)->id);
    if (request.action() == pb::CANCEL_REGISTRATION || request.action() == pb::CANCEL_ADMISSION) {
        if (const auto cancelled = centre_.cancel_visit(key); !cancelled) return std::unexpected(cancelled.error());
    }
    if (request.action() == pb::DISCHARGE) (*found)->end = request.end_time();
    if (request.action() == pb::CANCEL_DISCHARGE) (*found)->end.clear();
    if (request.emergency()) (*found)->emergency = true;
    return answer;
}

}  // namespace clearing::peers::delta
