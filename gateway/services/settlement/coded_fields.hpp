#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/services/translation/kinds.hpp"

#include <string>

// Which fields of which messages are codes that regions write differently. `visit` takes (kind, code) or
// (kind, code, name); diagnoses and their like, which keep their original, come as (kind, TranslatedCode).

namespace clearing::settlement {

using translation::CodeKind;

template <class Visit>
void each_code(Person& person, Visit visit) {
    visit(CodeKind::certificate_type, person.cert_type);
    visit(CodeKind::person_kind, person.person_type);
}

template <class Visit>
void each_code(PersonRequest& request, Visit visit) {
    each_code(request.person, visit);
}

template <class Visit>
void each_code(PersonAnswer& answer, Visit visit) {
    each_code(answer.person, visit);
    for (Insurance& insurance : answer.insurances) {
        visit(CodeKind::insurance_type, insurance.type.text);
        visit(CodeKind::person_kind, insurance.person_type);
    }
}

template <class Visit>
void each_code(EntitlementRequest& request, Visit visit) {
    visit(CodeKind::insurance_type, request.insurance_type.text);
    visit(CodeKind::care_kind, request.med_type);
}

template <class Visit>
void each_code(VisitRequest& request, Visit visit) {
    each_code(request.person, visit);
    visit(CodeKind::insurance_type, request.insurance_type.text);
    visit(CodeKind::care_kind, request.med_type);
    visit(CodeKind::chronic_disease, request.disease_code, request.disease_name);
    visit(CodeKind::doctor, request.doctor_code, request.doctor_name);
}

template <class Visit>
void each_code(Claim& claim, Visit visit) {
    each_code(claim.person, visit);
    visit(CodeKind::insurance_type, claim.insurance_type.text);
    visit(CodeKind::care_kind, claim.med_type);
}

template <class Visit>
void each_code(SettledBill& bill, Visit visit) {
    each_code(bill.person, visit);
    visit(CodeKind::insurance_type, bill.insurance_type.text);
    visit(CodeKind::care_kind, bill.med_type);
    visit(CodeKind::clearing_kind, bill.clearing_type);
    visit(CodeKind::clearing_way, bill.clearing_way);
    for (FundPayment& payment : bill.split.payments)
        visit(CodeKind::fund_kind, payment.type);
}

template <class Visit>
void each_code(clearing::Visit& stored, Visit visit) {
    each_code(stored.person, visit);
    visit(CodeKind::insurance_type, stored.insurance_type.text);
    visit(CodeKind::care_kind, stored.med_type);
}

/// Messages without such fields.
template <class Message, class Visit>
void each_translated(Message&, Visit) {}

template <class Visit>
void each_translated(VisitRequest& request, Visit visit) {
    for (Diagnosis& diagnosis : request.diagnoses)
        visit(CodeKind::diagnosis, diagnosis.code);
}

template <class Visit>
void each_translated(Claim& claim, Visit visit) {
    for (Diagnosis& diagnosis : claim.diagnoses)
        visit(CodeKind::diagnosis, diagnosis.code);
}

}  // namespace clearing::settlement
