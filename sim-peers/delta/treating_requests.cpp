// What Shanghai writes as the treating side: the bodies of a visit's requests.
#include "sim-peers/delta/convert.hpp"
#include "sim-peers/delta/insured_side.hpp"
#include "sim-peers/delta/treating_side.hpp"

#include <algorithm>
#include <optional>

namespace clearing::peers::delta {
namespace {

void fill(pb::Person& wire, const Person& person) {
    wire.set_person_no(person.number);
    wire.set_cert_type("01");
    wire.set_cert_no(person.cert_no);
    wire.set_name(person.name);
    wire.set_voucher_type("02");
    wire.set_voucher_no(person.cert_no);
    if (!person.insurances.empty()) wire.set_person_type(person.insurances.front().person_type);
}

/// Nothing: the step is about no visit.
std::optional<pb::VisitAction> visit_action_of(const std::string& step, bool inpatient) {
    if (step == "visit") return inpatient ? pb::ADMIT : pb::REGISTER;
    if (step == "discharge") return pb::DISCHARGE;
    if (step == "cancel_visit") return inpatient ? pb::CANCEL_ADMISSION : pb::CANCEL_REGISTRATION;
    return std::nullopt;
}

}  // namespace

pb::Bill TreatingSide::bill_of(const Story& story, const Person& person, const VisitProgress& progress) const {
    pb::Bill bill;
    bill.set_treatment_division(own_division_);
    bill.set_insured_division(story.insured_division);
    bill.set_institution(story.institution);
    const Institution* institution = catalog_.institution(story.institution);
    if (institution) bill.set_institution_name(institution->name);
    bill.set_institution_level(std::to_string(institution ? institution->level : 3));
    bill.set_visit_id(progress.visit_id);
    bill.set_bill_no(progress.bill_no);
    fill(*bill.mutable_person(), person);
    bill.set_insurance_type(story.insurance_type);
    bill.set_med_type(story.med_type);
    bill.set_inpatient(story.inpatient);
    bill.set_use_account(story.use_account);
    bill.set_visit_begin(story.begin);
    bill.set_visit_end(story.end);
    std::map<std::string, Scope> categories;
    for (const auto& line : story.lines)
        categories[line.item->charge_item_type] += line.scope;
    Scope total;
    for (const auto& [type, scope] : categories) {
        auto* row = bill.add_categories();
        row->set_charge_item_type(type);
        row->set_amount_fen(scope.total.value);
        row->set_full_self_pay_fen(scope.full_self_pay.value);
        row->set_over_limit_fen(scope.over_limit.value);
        row->set_first_self_pay_fen(scope.first_self_pay.value);
        row->set_in_scope_fen(scope.in_scope.value);
        total += scope;
    }
    bill.set_total_fen(total.total.value);
    bill.set_full_self_pay_fen(total.full_self_pay.value);
    bill.set_over_limit_fen(total.over_limit.value);
    bill.set_first_self_pay_fen(total.first_self_pay.value);
    bill.set_in_scope_fen(total.in_scope.value);
    unsigned rank = 0;
    for (const auto& code : story.diagnoses) {
        const auto found = std::ranges::find(catalog_.diagnoses(), code, &DiagnosisCode::code);
        auto* row = bill.add_diagnoses();
        row->set_type("1");
        row->set_rank(++rank);
        row->set_main(rank == 1);
        row->set_code(found == catalog_.diagnoses().end() ? code : found->insurance_code);
        row->set_name(found == catalog_.diagnoses().end() ? code : found->insurance_name);
        row->set_original_code(code);
        row->set_original_name(found == catalog_.diagnoses().end() ? code : found->name);
    }
    return bill;
}

void TreatingSide::write_person(const Story& story, const Person& person, pb::PersonRequest& request) const {
    fill(*request.mutable_person(), person);
    request.set_insured_division(story.insured_division);
    request.set_treatment_division(own_division_);
    request.set_institution(story.institution);
    request.set_at_date(story.begin.substr(0, 10));
}

void TreatingSide::write_entitlement(const Story& story, const Person& person, pb::EntitlementRequest& request) const {
    fill(*request.mutable_person(), person);
    request.set_insured_division(story.insured_division);
    request.set_treatment_division(own_division_);
    request.set_institution(story.institution);
    request.set_insurance_type(story.insurance_type);
    request.set_med_type(story.med_type);
    request.set_begin_time(story.begin);
}

void TreatingSide::write_visit(const Story& story, const Person& person, pb::VisitAction action,
                               VisitProgress& progress, pb::VisitRequest& request) {
    if (progress.visit_id.empty()) progress.visit_id = new_id("V");
    const pb::Bill bill = bill_of(story, person, progress);
    request.set_action(action);
    request.set_visit_id(progress.visit_id);
    *request.mutable_person() = bill.person();
    request.set_treatment_division(own_division_);
    request.set_insured_division(story.insured_division);
    request.set_institution(story.institution);
    request.set_institution_name(bill.institution_name());
    request.set_insurance_type(story.insurance_type);
    request.set_med_type(story.med_type);
    request.set_stay_number((story.inpatient ? "ZY" : "MZ") + progress.bill_no);
    request.set_begin_time(story.begin);
    request.set_end_time(action == pb::DISCHARGE ? story.end : "");
    request.set_department_code("A03.02");
    request.set_department_name("呼吸内科");
    request.set_doctor_code("D310110000001");
    request.set_doctor_name("医师丙");
    *request.mutable_diagnoses() = bill.diagnoses();
}

/// `again`: the bill that was asked for before, with the quote it was asked with.
void TreatingSide::write_settle(const Story& story, const Person& person, bool again, VisitProgress& progress,
                                pb::SettleRequest& request) {
    if (!again) progress.settlement_id = new_id("S");
    request.set_settlement_id(progress.settlement_id);
    *request.mutable_bill() = bill_of(story, person, progress);
    request.set_quote_id(again ? progress.message_ids["quote of settle"] : progress.quote_id);
    progress.message_ids["quote of settle"] = request.quote_id();
}

void TreatingSide::write_cancel(bool again, VisitProgress& progress, pb::CancelRequest& request) {
    if (!again) progress.cancel_id = new_id("C");
    request.set_settlement_id(progress.cancel_id);
    request.set_treatment_division(own_division_);
    request.set_original_settlement_id(progress.settlement_id);
    const Record* original = book_.find(settlement_key(own_division_, progress.settlement_id));
    if (original) *request.mutable_split() = to_wire(negated(original->split));
}

void TreatingSide::write_reverse(VisitProgress& progress, pb::ReverseRequest& request) {
    if (progress.settlement_id.empty()) progress.settlement_id = new_id("S");
    request.set_treatment_division(own_division_);
    request.set_settlement_id(progress.settlement_id);
    request.set_reason("story");
}

void TreatingSide::write_fees(const Story& story, const VisitProgress& progress, pb::FeesRequest& request) const {
    request.set_treatment_division(own_division_);
    request.set_settlement_id(progress.settlement_id);
    request.set_visit_id(progress.visit_id);
    request.set_part(1);
    request.set_parts(1);
    for (const auto& line : story.lines) {
        auto* row = request.add_lines();
        row->set_line_id(line.line_id);
        row->set_bill_no(progress.bill_no);
        row->set_occurred_at(story.begin);
        row->set_list_type(line.item->list_type);
        row->set_charge_item_type(line.item->charge_item_type);
        row->set_code(line.item->code);
        row->set_original_code(line.item->local_code);
        row->set_name(line.item->name);
        row->set_count(line.count);
        row->set_unit_price(line.item->price);
        row->set_amount_fen(line.scope.total.value);
        row->set_full_self_pay_fen(line.scope.full_self_pay.value);
        row->set_over_limit_fen(line.scope.over_limit.value);
        row->set_first_self_pay_fen(line.scope.first_self_pay.value);
        row->set_in_scope_fen(line.scope.in_scope.value);
        row->set_charge_level(line.item->charge_level);
    }
}

pb::Envelope TreatingSide::request_of(const Story& story, const Person& person, const StoryStep& step,
                                      VisitProgress& progress) {
    const std::string& wanted = step.infno;
    pb::Envelope envelope;
    if (wanted == "ping") envelope.mutable_ping_request();
    if (wanted == "person") write_person(story, person, *envelope.mutable_person_request());
    if (wanted == "entitlement") write_entitlement(story, person, *envelope.mutable_entitlement_request());
    if (const auto action = visit_action_of(wanted, story.inpatient))
        write_visit(story, person, *action, progress, *envelope.mutable_visit_request());
    if (wanted == "quote") *envelope.mutable_quote_request()->mutable_bill() = bill_of(story, person, progress);
    if (wanted == "settle") {
        const bool again = step.same_msgid && !progress.settlement_id.empty();
        write_settle(story, person, again, progress, *envelope.mutable_settle_request());
    }
    if (wanted == "cancel") {
        const bool again = step.same_msgid && !progress.cancel_id.empty();
        write_cancel(again, progress, *envelope.mutable_cancel_request());
    }
    if (wanted == "reverse") write_reverse(progress, *envelope.mutable_reverse_request());
    if (wanted == "query") {
        envelope.mutable_query_request()->set_treatment_division(own_division_);
        envelope.mutable_query_request()->set_settlement_id(progress.settlement_id);
    }
    if (wanted == "fees") write_fees(story, progress, *envelope.mutable_fees_request());
    return envelope;
}

}  // namespace clearing::peers::delta
