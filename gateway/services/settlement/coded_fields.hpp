#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/services/translation/kinds.hpp"

#include <string>

// Which fields of which messages are codes that regions write differently. `each` takes (kind, code) or
// (kind, code, name); diagnoses and their like, which keep their original, come as (kind, TranslatedCode).

namespace clearing::settlement {

using translation::CodeKind;

/// A care kind that is reworded by itself, without the visit it is of.
struct CareKind {
    std::string med_type;
};

template <class Each>
void each_code(Person& person, Each each) {
    each(CodeKind::certificate_type, person.cert_type);
    each(CodeKind::person_kind, person.person_type);
}

template <class Each>
void each_code(PersonRequest& request, Each each) {
    each_code(request.person, each);
}

template <class Each>
void each_code(PersonAnswer& answer, Each each) {
    each_code(answer.person, each);
    for (Insurance& insurance : answer.insurances) {
        each(CodeKind::insurance_type, insurance.type.text);
        each(CodeKind::person_kind, insurance.person_type);
    }
}

template <class Each>
void each_code(EntitlementRequest& request, Each each) {
    each(CodeKind::insurance_type, request.insurance_type.text);
    each(CodeKind::care_kind, request.med_type);
}

template <class Each>
void each_code(VisitRequest& request, Each each) {
    each_code(request.person, each);
    each(CodeKind::insurance_type, request.insurance_type.text);
    each(CodeKind::care_kind, request.med_type);
    each(CodeKind::chronic_disease, request.disease_code, request.disease_name);
    each(CodeKind::doctor, request.doctor_code, request.doctor_name);
}

template <class Each>
void each_code(Claim& claim, Each each) {
    each_code(claim.person, each);
    each(CodeKind::insurance_type, claim.insurance_type.text);
    each(CodeKind::care_kind, claim.med_type);
}

template <class Each>
void each_code(SettledBill& bill, Each each) {
    each_code(bill.person, each);
    each(CodeKind::insurance_type, bill.insurance_type.text);
    each(CodeKind::care_kind, bill.med_type);
    each(CodeKind::clearing_kind, bill.clearing_type);
    each(CodeKind::clearing_way, bill.clearing_way);
    for (FundPayment& payment : bill.split.payments)
        each(CodeKind::fund_kind, payment.type);
}

template <class Each>
void each_code(Visit& visit, Each each) {
    each_code(visit.person, each);
    each(CodeKind::insurance_type, visit.insurance_type.text);
    each(CodeKind::care_kind, visit.med_type);
}

template <class Each>
void each_code(CareKind& kind, Each each) {
    each(CodeKind::care_kind, kind.med_type);
}

/// Messages without such fields.
template <class Message, class Each>
void each_translated(Message&, Each) {}

template <class Each>
void each_translated(VisitRequest& request, Each each) {
    for (Diagnosis& diagnosis : request.diagnoses)
        each(CodeKind::diagnosis, diagnosis.code);
}

template <class Each>
void each_translated(Claim& claim, Each each) {
    for (Diagnosis& diagnosis : claim.diagnoses)
        each(CodeKind::diagnosis, diagnosis.code);
}

}  // namespace clearing::settlement
