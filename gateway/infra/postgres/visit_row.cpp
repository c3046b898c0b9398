#include "gateway/infra/postgres/visit_row.hpp"

#include "gateway/infra/postgres/json_forms.hpp"

namespace clearing::postgres {
namespace {

std::string visit_purpose(const VisitId& id) {
    return "visit:" + id.text;
}

VisitState state_named(std::string_view name) {
    if (name == "discharged") return VisitState::discharged;
    return name == "cancelled" ? VisitState::cancelled : VisitState::open;
}

}  // namespace

std::string_view name_of_state(VisitState state) {
    switch (state) {
        case VisitState::open:
            return "open";
        case VisitState::discharged:
            return "discharged";
        case VisitState::cancelled:
            return "cancelled";
    }
    return {};
}

Visit read_visit(const Row& row, const Vault& vault) {
    Visit visit;
    visit.no = VisitNo(row.number("visit_no"));
    visit.id = VisitId(row.text("id"));
    visit.their_id = VisitId(row.text("their_id"));
    visit.direction = direction_named(row.text("direction")).value();
    visit.care = care_setting_named(row.text("care")).value();
    visit.platform = PlatformName(row.text("platform"));
    visit.treatment_division = DivisionCode(row.text("treatment_division"));
    visit.insured_division = DivisionCode(row.text("insured_division"));
    visit.institution = InstitutionCode(row.text("institution"));
    visit.institution_name = row.text("institution_name");
    visit.insurance_type = InsuranceType(row.text("insurance_type"));
    visit.med_type = row.text("med_type");
    visit.begin_time = row.text("begin_time");
    visit.end_time = row.text("end_time");
    visit.emergency = row.flag("emergency");
    visit.state = state_named(row.text("state"));
    visit.revision = static_cast<int>(row.number("revision"));
    read_sealed_part(vault.unseal(visit_purpose(visit.id), row.bytes("sealed")), visit);
    return visit;
}

Bytes seal_visit(const Visit& visit, const Vault& vault) {
    return vault.seal(visit_purpose(visit.id), sealed_part(visit));
}

}  // namespace clearing::postgres
