#include "adapters/yangtze_delta/bill_codec.hpp"

#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/times.hpp"
#include "adapters/yangtze_delta/visit_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

namespace clearing::yangtze_delta {
namespace {

/// Bill and CategoryTotal carry the scope under the same names.
template <class Message>
void write_scope(const ScopeSplit& scope, Message& out) {
    out.set_full_self_pay_fen(scope.full_self_pay.fen());
    out.set_over_limit_fen(scope.over_limit.fen());
    out.set_first_self_pay_fen(scope.first_self_pay.fen());
    out.set_in_scope_fen(scope.in_scope.fen());
}

template <class Message>
ScopeSplit read_scope(const Message& in, Reading& reading) {
    ScopeSplit scope;
    scope.full_self_pay = reading.not_negative("full_self_pay_fen", in.full_self_pay_fen());
    scope.over_limit = reading.not_negative("over_limit_fen", in.over_limit_fen());
    scope.first_self_pay = reading.not_negative("first_self_pay_fen", in.first_self_pay_fen());
    scope.in_scope = reading.not_negative("in_scope_fen", in.in_scope_fen());
    return scope;
}

CategoryTotal read(const wire::CategoryTotal& in, Reading& reading) {
    CategoryTotal category;
    category.charge_item_type = reading.required("charge_item_type", in.charge_item_type());
    category.amount = reading.not_negative("amount_fen", in.amount_fen());
    category.split = read_scope(in, reading);
    return category;
}

}  // namespace

void write(const Claim& claim, const Parties& parties, wire::Bill& out) {
    out.set_treatment_division(parties.treatment_division.text);
    out.set_insured_division(parties.insured_division.text);
    out.set_institution(parties.institution.text);
    out.set_institution_name(parties.institution_name);
    out.set_institution_level(claim.institution_level);
    out.set_visit_id(claim.visit.text);
    out.set_bill_no(claim.bill.text);
    out.set_mid_stay(claim.mid_stay);
    write(claim.person, *out.mutable_person());
    out.set_insurance_type(claim.insurance_type.text);
    out.set_med_type(claim.med_type);
    out.set_inpatient(claim.care == CareSetting::inpatient);
    out.set_emergency(claim.emergency);
    out.set_use_account(claim.use_account);
    out.set_visit_begin(wire_time(claim.begin_time));
    out.set_visit_end(wire_time(claim.end_time));
    out.set_total_fen(claim.total.fen());
    write_scope(claim.scope, out);
    for (const CategoryTotal& category : claim.categories) {
        wire::CategoryTotal& row = *out.add_categories();
        row.set_charge_item_type(category.charge_item_type);
        row.set_amount_fen(category.amount.fen());
        write_scope(category.split, row);
    }
    for (const Diagnosis& diagnosis : claim.diagnoses)
        write(diagnosis, *out.add_diagnoses());
}

Between<Claim> read(const wire::Bill& in, Reading& reading) {
    Between<Claim> both;
    Parties& parties = both.parties;
    parties.treatment_division = reading.division("treatment_division", in.treatment_division());
    parties.insured_division = reading.division("insured_division", in.insured_division());
    parties.institution = InstitutionCode(reading.required("institution", in.institution()));
    parties.institution_name = in.institution_name();

    Claim& claim = both.request;
    claim.institution_level = in.institution_level();
    claim.visit = VisitId(reading.required("visit_id", in.visit_id()));
    claim.bill = BillNumber(reading.required("bill_no", in.bill_no()));
    claim.mid_stay = in.mid_stay();
    {
        const Reading::Inside inside(reading, "person");
        reading.required("person_no", in.person().person_no());
        claim.person = read(in.person(), reading);
    }
    claim.insurance_type = InsuranceType(reading.required("insurance_type", in.insurance_type()));
    claim.med_type = reading.required("med_type", in.med_type());
    claim.care = in.inpatient() ? CareSetting::inpatient : CareSetting::outpatient;
    claim.emergency = in.emergency();
    claim.use_account = in.use_account();
    claim.begin_time = reading.required_time("visit_begin", in.visit_begin());
    claim.end_time = reading.optional_time("visit_end", in.visit_end());
    claim.total = reading.not_negative("total_fen", in.total_fen());
    claim.scope = read_scope(in, reading);
    claim.claimed = claim.scope;
    for (int i = 0; i < in.categories_size(); ++i) {
        const Reading::Inside inside(reading, "categories", static_cast<std::size_t>(i));
        claim.categories.push_back(read(in.categories(i), reading));
    }
    for (int i = 0; i < in.diagnoses_size(); ++i) {
        const Reading::Inside inside(reading, "diagnoses", static_cast<std::size_t>(i));
        claim.diagnoses.push_back(read(in.diagnoses(i), reading));
    }
    return both;
}

}  // namespace clearing::yangtze_delta
