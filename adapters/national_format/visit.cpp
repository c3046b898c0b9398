#include "adapters/national_format/visit.hpp"

#include "adapters/national_format/extension.hpp"
#include "adapters/national_format/person.hpp"

#include <charconv>

namespace clearing::national_format {

namespace {

using Table = std::span<const TextField<VisitRequest>>;

constexpr TextField<VisitRequest> visit_id{{.name = "mdtrt_id", .length = 30, .need = Need::required},
                                           text<&VisitRequest::visit>};
constexpr TextField<VisitRequest> person_number{{.name = "psn_no", .length = 30, .need = Need::required},
                                                text<&VisitRequest::person, &Person::number>};
constexpr TextField<VisitRequest> insurance{{.name = "insutype", .length = 6, .need = Need::required},
                                            text<&VisitRequest::insurance_type>};
constexpr TextField<VisitRequest> med_type{{.name = "med_type", .length = 6, .need = Need::required},
                                           text<&VisitRequest::med_type>};
constexpr TextField<VisitRequest> begin{
    {.name = "begntime", .length = 19, .need = Need::required, .shape = Shape::time}, text<&VisitRequest::begin_time>};
constexpr TextField<VisitRequest> voucher_type{{.name = "mdtrt_cert_type", .length = 6},
                                               text<&VisitRequest::person, &Person::voucher_type>};
constexpr TextField<VisitRequest> voucher_no{{.name = "mdtrt_cert_no", .length = 500},
                                             text<&VisitRequest::person, &Person::voucher_no>};
constexpr TextField<VisitRequest> card{{.name = "card_sn", .length = 64},
                                       text<&VisitRequest::person, &Person::card_sn>};
constexpr TextField<VisitRequest> cert_no{{.name = "certno", .need = Need::across_regions},
                                          text<&VisitRequest::person, &Person::cert_no>};
constexpr TextField<VisitRequest> person_type{{.name = "psn_type", .length = 6},
                                              text<&VisitRequest::person, &Person::person_type>};
constexpr TextField<VisitRequest> disease_code{{.name = "dise_codg", .length = 30}, text<&VisitRequest::disease_code>};
constexpr TextField<VisitRequest> disease_name{{.name = "dise_name", .length = 500}, text<&VisitRequest::disease_name>};

constexpr auto registration = std::to_array<TextField<VisitRequest>>({
    person_number,
    insurance,
    begin,
    voucher_type,
    voucher_no,
    card,
    {{.name = "psn_cert_type", .length = 6, .need = Need::across_regions},
     text<&VisitRequest::person, &Person::cert_type>},
    cert_no,
    person_type,
    {{.name = "psn_name", .need = Need::across_regions}, text<&VisitRequest::person, &Person::name>},
    {{.name = "ipt_otp_no", .length = 30, .need = Need::required}, text<&VisitRequest::stay_number>},
    {{.name = "atddr_no", .length = 30}, text<&VisitRequest::doctor_code>},
    {{.name = "dr_name"}, text<&VisitRequest::doctor_name>},
    {{.name = "dept_code", .length = 30}, text<&VisitRequest::department_code>},
    {{.name = "dept_name", .length = 100}, text<&VisitRequest::department_name>},
    {{.name = "med_type", .length = 6}, text<&VisitRequest::med_type>},
});

constexpr auto cancelled_registration = std::to_array<TextField<VisitRequest>>({
    person_number,
    visit_id,
    {{.name = "ipt_otp_no", .length = 30}, text<&VisitRequest::stay_number>},
});

constexpr auto outpatient = std::to_array<TextField<VisitRequest>>({
    visit_id,
    person_number,
    med_type,
    begin,
    disease_code,
    disease_name,
});

constexpr auto admission = std::to_array<TextField<VisitRequest>>({
    person_number,
    insurance,
    begin,
    voucher_type,
    voucher_no,
    card,
    // The newer text says cert_type, the baseline psn_cert_type: both are read and both are written.
    {{.name = "psn_cert_type", .length = 6, .need = Need::across_regions, .aliases = {"cert_type"}},
     text<&VisitRequest::person, &Person::cert_type>},
    {{.name = "cert_type", .length = 6}, text<&VisitRequest::person, &Person::cert_type>},
    cert_no,
    person_type,
    {{.name = "psn_name"}, text<&VisitRequest::person, &Person::name>},
    med_type,
    {{.name = "ipt_no", .length = 30, .need = Need::required, .aliases = {"ipt_otp_no"}},
     text<&VisitRequest::stay_number>},
    {{.name = "atddr_no", .length = 30}, text<&VisitRequest::doctor_code>},
    {{.name = "chfpdr_name"}, text<&VisitRequest::doctor_name>},
    {{.name = "adm_dept_codg", .length = 30}, text<&VisitRequest::department_code>},
    {{.name = "adm_dept_name", .length = 100}, text<&VisitRequest::department_name>},
    disease_code,
    disease_name,
});

constexpr auto discharge = std::to_array<TextField<VisitRequest>>({
    visit_id,
    person_number,
    {{.name = "insutype", .length = 6}, text<&VisitRequest::insurance_type>},
    {{.name = "endtime", .length = 19, .need = Need::required, .shape = Shape::time}, text<&VisitRequest::end_time>},
    {{.name = "dscg_dept_codg", .length = 30}, text<&VisitRequest::department_code>},
    {{.name = "dscg_dept_name", .length = 100}, text<&VisitRequest::department_name>},
    disease_code,
    disease_name,
});

constexpr auto change = std::to_array<TextField<VisitRequest>>({
    visit_id,
    person_number,
    begin,
    {{.name = "endtime", .length = 19, .shape = Shape::time}, text<&VisitRequest::end_time>},
    voucher_type,
    med_type,
    {{.name = "ipt_otp_no", .length = 30, .aliases = {"ipt_no"}}, text<&VisitRequest::stay_number>},
    {{.name = "atddr_no", .length = 30}, text<&VisitRequest::doctor_code>},
    {{.name = "chfpdr_name"}, text<&VisitRequest::doctor_name>},
    {{.name = "adm_dept_codg", .length = 30}, text<&VisitRequest::department_code>},
    {{.name = "adm_dept_name", .length = 100}, text<&VisitRequest::department_name>},
    disease_code,
    disease_name,
});

constexpr auto cancelled = std::to_array<TextField<VisitRequest>>({visit_id, person_number});

/// How an action looks on the wire.
struct Form {
    std::string_view node;
    Table table;
    bool has_diagnoses = false;
    bool rows_name_person = false;  ///< inpatient diagnosis rows name person and visit once more
    std::string_view answer_node{};
};

Form form_of(VisitAction action) {
    switch (action) {
        case VisitAction::register_outpatient:
            return {"data", registration, false, false, "data"};
        case VisitAction::cancel_registration:
            return {"data", cancelled_registration};
        case VisitAction::outpatient_details:
            return {"mdtrtinfo", outpatient, true, false};
        case VisitAction::admit:
            return {"mdtrtinfo", admission, true, true, "result"};
        case VisitAction::discharge:
            return {"dscginfo", discharge, true, true};
        case VisitAction::change_admission:
            return {"adminfo", change, true, true};
        case VisitAction::cancel_admission:
        case VisitAction::cancel_discharge:
            return {"data", cancelled};
    }
    return {"data", cancelled};
}

CareSetting care_of(VisitAction action) {
    return action == VisitAction::register_outpatient || action == VisitAction::cancel_registration ||
                   action == VisitAction::outpatient_details
               ? CareSetting::outpatient
               : CareSetting::inpatient;
}

constexpr auto diagnosis_table = std::to_array<TextField<Diagnosis>>({
    {{.name = "diag_type", .length = 3, .need = Need::required}, text<&Diagnosis::type>},
    {{.name = "diag_code", .length = 30, .need = Need::required},
     text<&Diagnosis::code, &TranslatedCode::original_code>},
    {{.name = "diag_name", .length = 300}, text<&Diagnosis::code, &TranslatedCode::original_name>},
});

Diagnosis read_diagnosis(Node& row) {
    Diagnosis diagnosis;
    read_texts<Diagnosis>(row, diagnosis_table, diagnosis);
    std::string rank;
    if (row.read_text({.name = "diag_srt_no", .length = 4}, rank)) {
        const auto [end, ec] = std::from_chars(rank.data(), rank.data() + rank.size(), diagnosis.rank);
        if (ec != std::errc() || diagnosis.rank < 0) row.fault(ErrorCode::wrong_type, "diag_srt_no");
    }
    row.read_flag({.name = "maindiag_flag"}, diagnosis.main);
    row.take("psn_no");  // named once more, and in the caller's words
    row.take("mdtrt_id");
    row.carry_rest(diagnosis.carried);
    return diagnosis;
}

/// The original of a translated code travels along [own: the format has no field for it].
void write_original(json::Value& row, const TranslatedCode& code) {
    const bool translated = !code.code.empty() && !code.original_code.empty() && code.code != code.original_code;
    if (!translated || row.find(extension_node)) return;
    json::Value extension;
    extension.set("ORIG_DIAG_CODE", code.original_code);
    extension.set("ORIG_DIAG_NAME", code.original_name);
    row.set(extension_node, json::write(extension));
}

json::Value write_diagnosis(const Diagnosis& diagnosis, const VisitRequest& request, bool names_person) {
    json::Value row = empty_object();
    if (names_person) {
        write_text(row, "mdtrt_id", request.visit.text);
        write_text(row, "psn_no", request.person.number);
    }
    const TranslatedCode& code = diagnosis.code;
    write_text(row, "diag_type", diagnosis.type);
    if (names_person) row.set("maindiag_flag", diagnosis.main ? "1" : "0");
    row.set("diag_srt_no", diagnosis.rank);
    write_text(row, "diag_code", code.code.empty() ? code.original_code : code.code);
    write_text(row, "diag_name", code.name.empty() ? code.original_name : code.name);
    write_carried(row, "diseinfo", diagnosis.carried);
    write_original(row, code);
    return row;
}

}  // namespace

Result<VisitRequest> read_visit_request(const RequestEnvelope& envelope, VisitAction action) {
    return read_input<VisitRequest>(envelope, [&](Node& root, VisitRequest& request) {
        const Form form = form_of(action);
        request.action = action;
        Node node = root.child(form.node, Need::required);
        if (!node.exists()) return;
        read_texts<VisitRequest>(node, form.table, request);
        node.take("insuplc_admdvs");  // the envelope's
        node.take("mdtrtarea_admvs");
        if (opens_visit(action)) check_card(node, request.person, envelope.is_across_regions());
        read_extension(node, request.carried);
        request.emergency = is_emergency(request.carried);
        node.carry_rest(request.carried);
        if (form.has_diagnoses)
            for (Node& row : root.rows("diseinfo", Need::optional))
                request.diagnoses.push_back(read_diagnosis(row));
        root.carry_rest(request.carried);
    });
}

json::Value write_visit_request(const VisitRequest& request, const CallHeader& header) {
    const Form form = form_of(request.action);
    Carried carried = request.carried;
    if (request.emergency) say_emergency(carried, care_of(request.action));
    json::Value node = empty_object();
    write_texts<VisitRequest>(node, form.table, request);
    if (request.action == VisitAction::admit) {
        write_text(node, "insuplc_admdvs", header.insured_division.text);
        write_text(node, "mdtrtarea_admvs", header.treatment_division.text);
    }
    write_carried(node, form.node, carried);
    write_extension(node, carried);
    json::Value input;
    input.set(form.node, std::move(node));
    if (form.has_diagnoses) {
        json::Array rows;
        for (const Diagnosis& diagnosis : request.diagnoses)
            rows.push_back(write_diagnosis(diagnosis, request, form.rows_name_person));
        input.set("diseinfo", std::move(rows));
    }
    write_carried(input, "input", carried);
    return input;
}

Result<VisitAnswer> read_visit_answer(const json::Value& output, VisitAction action) {
    return read_output<VisitAnswer>(output, [&](Node& root, VisitAnswer& answer) {
        const Form form = form_of(action);
        if (!form.answer_node.empty()) {
            // Where the text says `result` some send `data`, and the other way round.
            const std::string_view other = form.answer_node == "data" ? "result" : "data";
            Node first = root.child(form.answer_node, Need::optional);
            Node node = first.exists() ? first : root.child(other, Need::optional);
            if (!node.exists()) return root.fault(ErrorCode::missing_field, form.answer_node);
            node.read_text({.name = "mdtrt_id", .length = 30, .need = Need::required, .shape = Shape::code},
                           answer.visit.text);
            read_answered_extension(node, answer.carried);
            node.carry_rest(answer.carried);
        }
        root.carry_rest(answer.carried);
    });
}

json::Value write_visit_answer(const VisitAnswer& answer, const VisitRequest& request) {
    const Form form = form_of(request.action);
    json::Value output = empty_object();
    if (!form.answer_node.empty()) {
        json::Value node = empty_object();
        write_text(node, "mdtrt_id", answer.visit.text);
        write_carried(node, form.answer_node, answer.carried);
        if (request.action == VisitAction::register_outpatient) {
            if (!node.find("psn_no")) write_text(node, "psn_no", request.person.number);
            if (!node.find("ipt_otp_no")) write_text(node, "ipt_otp_no", request.stay_number);
        }
        write_extension(node, answer.carried);
        output.set(form.answer_node, std::move(node));
    }
    write_carried(output, "output", answer.carried);
    return output;
}

namespace {

constexpr auto listed_visit = std::to_array<TextField<Visit>>({
    {{.name = "mdtrt_id"}, text<&Visit::id>},
    {{.name = "psn_no"}, text<&Visit::person, &Person::number>},
    {{.name = "psn_cert_type"}, text<&Visit::person, &Person::cert_type>},
    {{.name = "certno"}, text<&Visit::person, &Person::cert_no>},
    {{.name = "psn_name"}, text<&Visit::person, &Person::name>},
    {{.name = "gend"}, text<&Visit::person, &Person::gender>},
    {{.name = "naty"}, text<&Visit::person, &Person::nationality>},
    {{.name = "brdy"}, text<&Visit::person, &Person::birth_date>},
    {{.name = "age", .shape = Shape::number}, text<&Visit::person, &Person::age>},
    {{.name = "insutype"}, text<&Visit::insurance_type>},
    {{.name = "psn_type"}, text<&Visit::person, &Person::person_type>},
    {{.name = "cvlserv_flag"}, text<&Visit::person, &Person::civil_servant>},
    {{.name = "insu_optins"}, text<&Visit::insured_division>},
    {{.name = "begntime"}, text<&Visit::begin_time>},
    {{.name = "endtime"}, text<&Visit::end_time>},
    {{.name = "mdtrt_cert_type"}, text<&Visit::person, &Person::voucher_type>},
    {{.name = "med_type"}, text<&Visit::med_type>},
    {{.name = "ipt_otp_no"}, text<&Visit::stay_number>},
});

json::Value write_visit(const Visit& visit) {
    json::Value row = empty_object();
    write_texts<Visit>(row, listed_visit, visit);
    if (visit.care == CareSetting::inpatient) row.set("inhosp_stas", visit.state == VisitState::open ? "1" : "0");
    Carried extension;
    if (!visit.their_id.empty()) set_extension_member(extension, "THEIR_MDTRT_ID", visit.their_id.text);
    if (visit.state == VisitState::cancelled) set_extension_member(extension, "MDTRT_CANCELLED", "1");
    write_extension(row, extension);
    return row;
}

}  // namespace

json::Value write_visits(const std::vector<Visit>& visits) {
    json::Array rows;
    for (const Visit& visit : visits)
        rows.push_back(write_visit(visit));
    json::Value output;
    output.set("mdtrtinfo", std::move(rows));
    return output;
}

}  // namespace clearing::national_format
