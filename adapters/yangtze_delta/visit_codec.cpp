#include "adapters/yangtze_delta/visit_codec.hpp"

#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/times.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <array>
#include <utility>

namespace clearing::yangtze_delta {
namespace {

constexpr std::array<std::pair<VisitAction, wire::VisitAction>, 8> actions{{
    {VisitAction::register_outpatient, wire::REGISTER},
    {VisitAction::cancel_registration, wire::CANCEL_REGISTRATION},
    {VisitAction::outpatient_details, wire::DETAILS},
    {VisitAction::admit, wire::ADMIT},
    {VisitAction::discharge, wire::DISCHARGE},
    {VisitAction::change_admission, wire::CHANGE_ADMISSION},
    {VisitAction::cancel_admission, wire::CANCEL_ADMISSION},
    {VisitAction::cancel_discharge, wire::CANCEL_DISCHARGE},
}};

wire::VisitAction wire_of(VisitAction action) {
    for (const auto& [ours, theirs] : actions)
        if (ours == action) return theirs;
    return wire::VISIT_ACTION_UNSPECIFIED;
}

VisitAction read_action(wire::VisitAction action, Reading& reading) {
    for (const auto& [ours, theirs] : actions)
        if (theirs == action) return ours;
    if (action == wire::VISIT_ACTION_UNSPECIFIED) {
        reading.missing("action");
    } else {
        reading.invalid("action");
    }
    return {};
}

}  // namespace

void write(const Diagnosis& diagnosis, wire::Diagnosis& out) {
    out.set_type(diagnosis.type);
    out.set_rank(static_cast<std::uint32_t>(diagnosis.rank));
    out.set_code(diagnosis.code.code);
    out.set_name(diagnosis.code.name);
    out.set_original_code(diagnosis.code.original_code);
    out.set_original_name(diagnosis.code.original_name);
    out.set_map_version(diagnosis.code.map_version);
    out.set_map_row(diagnosis.code.map_row);
    out.set_main(diagnosis.main);
}

Diagnosis read(const wire::Diagnosis& in, Reading& reading) {
    Diagnosis diagnosis;
    diagnosis.type = in.type();
    constexpr std::uint32_t highest_rank = 1'000;
    if (in.rank() > highest_rank) reading.invalid("rank");
    diagnosis.rank = in.rank() > highest_rank ? 0 : static_cast<int>(in.rank());
    diagnosis.code.code = reading.required("code", in.code());
    diagnosis.code.name = in.name();
    diagnosis.code.original_code = in.original_code();
    diagnosis.code.original_name = in.original_name();
    diagnosis.code.map_version = in.map_version();
    diagnosis.code.map_row = in.map_row();
    diagnosis.main = in.main();
    return diagnosis;
}

void write(const VisitRequest& request, const Parties& parties, wire::VisitRequest& out) {
    out.set_action(wire_of(request.action));
    out.set_visit_id(request.visit.text);
    write(request.person, *out.mutable_person());
    out.set_treatment_division(parties.treatment_division.text);
    out.set_insured_division(parties.insured_division.text);
    out.set_institution(parties.institution.text);
    out.set_institution_name(parties.institution_name);
    out.set_insurance_type(request.insurance_type.text);
    out.set_med_type(request.med_type);
    out.set_stay_number(request.stay_number);
    out.set_begin_time(wire_time(request.begin_time));
    out.set_end_time(wire_time(request.end_time));
    out.set_department_code(request.department_code);
    out.set_department_name(request.department_name);
    out.set_doctor_code(request.doctor_code);
    out.set_doctor_name(request.doctor_name);
    out.set_emergency(request.emergency);
    for (const Diagnosis& diagnosis : request.diagnoses)
        write(diagnosis, *out.add_diagnoses());
    out.set_disease_code(request.disease_code);
    out.set_disease_name(request.disease_name);
}

Between<VisitRequest> read(const wire::VisitRequest& in, Reading& reading) {
    Between<VisitRequest> both;
    Parties& parties = both.parties;
    parties.treatment_division = reading.division("treatment_division", in.treatment_division());
    parties.insured_division = reading.division("insured_division", in.insured_division());
    parties.institution = InstitutionCode(reading.required("institution", in.institution()));
    parties.institution_name = in.institution_name();

    VisitRequest& request = both.request;
    request.action = read_action(in.action(), reading);
    request.visit = VisitId(reading.required("visit_id", in.visit_id()));
    {
        const Reading::Inside inside(reading, "person");
        request.person = read(in.person(), reading);
        if (opens_visit(request.action)) reading.required("person_no", in.person().person_no());
    }
    request.insurance_type = InsuranceType(in.insurance_type());
    request.med_type = in.med_type();
    request.stay_number = in.stay_number();
    request.begin_time = reading.optional_time("begin_time", in.begin_time());
    // A visit that is opened says since when: its date governs routes and institutions.
    if (opens_visit(request.action)) reading.required("begin_time", in.begin_time());
    request.end_time = reading.optional_time("end_time", in.end_time());
    request.department_code = in.department_code();
    request.department_name = in.department_name();
    request.doctor_code = in.doctor_code();
    request.doctor_name = in.doctor_name();
    request.emergency = in.emergency();
    for (int i = 0; i < in.diagnoses_size(); ++i) {
        const Reading::Inside inside(reading, "diagnoses", static_cast<std::size_t>(i));
        request.diagnoses.push_back(read(in.diagnoses(i), reading));
    }
    request.disease_code = in.disease_code();
    request.disease_name = in.disease_name();
    return both;
}

void write(const VisitAnswer& answer, wire::VisitAnswer& out) {
    out.set_visit_id(answer.visit.text);
}

VisitAnswer read(const wire::VisitAnswer& in, Reading& reading) {
    VisitAnswer answer;
    answer.visit = VisitId(reading.required("visit_id", in.visit_id()));
    return answer;
}

}  // namespace clearing::yangtze_delta
