#include "sim-peers/national/bodies.hpp"

#include <algorithm>

namespace clearing::peers::national {
namespace {

struct Writer {
    const Story& story;
    const Person& person;
    const VisitProgress& progress;
    const Catalog& catalog;
    bool states_split;

    Json identity() const {
        Json data = Json::object();
        data.set("psn_no", progress.person_number.empty() ? person.number : progress.person_number);
        data.set("mdtrt_cert_type", "02").set("mdtrt_cert_no", person.cert_no).set("card_sn", "");
        data.set("psn_cert_type", "01").set("certno", person.cert_no).set("psn_name", person.name);
        const PersonInsurance* insurance = person.insured_as(story.insurance_type);
        data.set("psn_type", insurance ? insurance->person_type : "11");
        return data;
    }

    Json exp_content(const char* fallback) const {
        Json extra = story.exp_content.is_object() ? story.exp_content : Json::object();
        if (!extra.has("MDTRT_GRP_TYPE")) extra.set("MDTRT_GRP_TYPE", "01");
        if (!extra.has("TRUM_FLAG")) extra.set("TRUM_FLAG", "0");
        if (!extra.has("REL_TTP_FLAG")) extra.set("REL_TTP_FLAG", "0");
        if (!extra.has(fallback)) extra.set(fallback, story.inpatient ? "1" : "0");
        return extra.write();
    }
    Json exp_content() const { return exp_content(story.inpatient ? "IPT_TYPE" : "OTP_ER_REFL_FLAG"); }

    Json find_person() const {
        Json data = Json::object();
        data.set("mdtrt_cert_type", "02")
            .set("mdtrt_cert_no", person.cert_no)
            .set("card_sn", "")
            .set("begntime", story.begin);
        data.set("psn_cert_type", "01").set("certno", person.cert_no).set("psn_name", person.name);
        return wrap("data", data);
    }

    static Json wrap(const char* node, Json content) {
        Json input = Json::object();
        input.set(node, std::move(content));
        return input;
    }

    Json diagnoses() const {
        Json rows = Json::array();
        for (const auto& code : story.diagnoses) {
            const auto found = std::ranges::find(catalog.diagnoses(), code, &DiagnosisCode::code);
            Json row = Json::object();
            if (!progress.visit_id.empty() && story.inpatient) row.set("mdtrt_id", progress.visit_id);
            row.set("psn_no", person.number).set("diag_type", "1");
            row.set("maindiag_flag", rows.items().empty() ? "1" : "0");
            row.set("diag_srt_no", std::to_string(rows.items().size() + 1)).set("diag_code", code);
            row.set("diag_name", found == catalog.diagnoses().end() ? code : found->name);
            row.set("diag_dept", "A03.02").set("dise_dor_no", "D330203000001").set("dise_dor_name", "医师甲");
            row.set("diag_time", story.begin).set("vali_flag", "1").set("adm_cond", "1");
            rows.push(std::move(row));
        }
        return rows;
    }

    std::string main_diagnosis_name() const {
        const auto found = story.diagnoses.empty()
                               ? catalog.diagnoses().end()
                               : std::ranges::find(catalog.diagnoses(), story.diagnoses.front(), &DiagnosisCode::code);
        return found == catalog.diagnoses().end() ? std::string("未知") : found->name;
    }

    Json registration() const {
        Json data = identity();
        data.set("insutype", story.insurance_type).set("begntime", story.begin).set("ipt_otp_no", stay_number());
        data.set("atddr_no", "D330203000001")
            .set("dr_name", "医师甲")
            .set("dept_code", "A03.02")
            .set("dept_name", "呼吸内科")
            .set("caty", "A03.02");
        data.set("exp_content", exp_content());
        return wrap("data", data);
    }

    std::string stay_number() const {
        return (story.inpatient ? "ZY" : "MZ") + (progress.bill_no.empty() ? story.bill_no : progress.bill_no);
    }

    Json visit_details() const {
        Json visit = Json::object();
        visit.set("mdtrt_id", progress.visit_id).set("psn_no", person.number).set("med_type", story.med_type);
        visit.set("begntime", story.begin)
            .set("main_cond_dscr", "")
            .set("dise_codg", "")
            .set("dise_name", "")
            .set("exp_content", exp_content());
        Json input = wrap("mdtrtinfo", visit);
        input.set("diseinfo", diagnoses());
        return input;
    }

    Json admission(bool change) const {
        Json visit = identity();
        if (change) visit.set("mdtrt_id", progress.visit_id).set("ipt_otp_no", stay_number());
        visit.set("cert_type", "01")
            .set("insutype", story.insurance_type)
            .set("coner_name", "")
            .set("tel", "")
            .set("begntime", story.begin);
        visit.set("med_type", story.med_type).set("ipt_no", stay_number()).set("medrcdno", stay_number());
        visit.set("atddr_no", "D330206000001").set("chfpdr_name", "医师乙").set("adm_diag_dscr", main_diagnosis_name());
        visit.set("adm_dept_codg", "A04.01").set("adm_dept_name", "普通外科").set("adm_bed", "12");
        visit.set("dscg_maindiag_code", story.diagnoses.empty() ? "" : story.diagnoses.front());
        visit.set("dscg_maindiag_name", main_diagnosis_name()).set("exp_content", exp_content());
        visit.set("insuplc_admdvs", story.insured_division).set("mdtrtarea_admvs", story.treatment_division);
        Json input = wrap(change ? "adminfo" : "mdtrtinfo", visit);
        input.set("diseinfo", diagnoses());
        return input;
    }

    Json discharge() const {
        Json visit = Json::object();
        visit.set("mdtrt_id", progress.visit_id).set("psn_no", person.number).set("insutype", story.insurance_type);
        visit.set("endtime", story.end)
            .set("dscg_dept_codg", "A04.01")
            .set("dscg_dept_name", "普通外科")
            .set("dscg_bed", "12")
            .set("dscg_way", "1");
        Json input = wrap("dscginfo", visit);
        input.set("diseinfo", diagnoses());
        return input;
    }

    Json fee_lines() const {
        Json rows = Json::array();
        for (const auto& line : story.lines) {
            Json row = Json::object();
            row.set("feedetl_sn", line.line_id).set("mdtrt_id", progress.visit_id).set("psn_no", person.number);
            if (!story.inpatient) row.set("chrg_bchno", progress.bill_no).set("rx_circ_flag", "0");
            if (story.inpatient) row.set("med_type", story.med_type).set("drord_no", "");
            row.set("fee_ocur_time", story.begin)
                .set("med_list_codg", line.item->code)
                .set("medins_list_codg", line.item->local_code);
            row.set("det_item_fee_sumamt", Json::number(to_text(line.scope.total)))
                .set("cnt", Json::number(line.count));
            row.set("pric", Json::number(line.item->price));
            row.set("bilg_dept_codg", "A03.02")
                .set("bilg_dept_name", "呼吸内科")
                .set("bilg_dr_codg", "D330203000001")
                .set("bilg_dr_name", "医师甲");
            row.set("hosp_appr_flag", "1");
            if (states_split) {
                row.set("fulamt_ownpay_amt", Json::number(to_text(line.scope.full_self_pay)));
                row.set("overlmt_amt", Json::number(to_text(line.scope.over_limit)));
                row.set("preselfpay_amt", Json::number(to_text(line.scope.first_self_pay)));
                row.set("inscp_scp_amt", Json::number(to_text(line.scope.in_scope)));
                row.set("med_chrgitm_type", line.item->charge_item_type).set("chrgitm_lv", line.item->charge_level);
            }
            rows.push(std::move(row));
        }
        return wrap("feedetail", rows);
    }

    Json settlement() const {
        Json data = identity();
        data.set("med_type", story.med_type).set("insutype", story.insurance_type).set("psn_setlway", "01");
        data.set("mdtrt_id", progress.visit_id).set("acct_used_flag", story.use_account ? "1" : "0").set("invono", "");
        data.set("medfee_sumamt", Json::number(to_text(progress.scope.total)));
        data.set("fulamt_ownpay_amt", Json::number(to_text(progress.scope.full_self_pay)));
        data.set("overlmt_selfpay", Json::number(to_text(progress.scope.over_limit)));
        data.set("preselfpay_amt", Json::number(to_text(progress.scope.first_self_pay)));
        data.set("inscp_scp_amt", Json::number(to_text(progress.scope.in_scope)));
        if (story.inpatient) {
            data.set("mid_setl_flag", "0")
                .set("insuplc_admdvs", story.insured_division)
                .set("mdtrtarea_admvs", story.treatment_division);
            if (story.end.size() >= 10) data.set("dscgTime", story.end.substr(0, 10));
        } else {
            data.set("chrg_bchno", progress.bill_no);
        }
        data.set("exp_content", exp_content());
        return wrap("data", data);
    }

    Json ids() const {
        Json data = Json::object();
        data.set("psn_no", person.number).set("mdtrt_id", progress.visit_id).set("setl_id", progress.settlement_id);
        return data;
    }
};

}  // namespace

Json body_of_transaction(const std::string& infno, const Story& story, const Person& person,
                         const VisitProgress& progress, const Catalog& catalog, bool states_split) {
    const Writer writer{story, person, progress, catalog, states_split};
    Json data = Json::object();
    if (infno == "9001")
        return Writer::wrap("signIn",
                            data.set("opter_no", "SIM01").set("mac", "00-00-00-00-00-00").set("ip", "127.0.0.1"));
    if (infno == "9002") return Writer::wrap("signOut", data.set("sign_no", progress.sign_no).set("opter_no", "SIM01"));
    if (infno == "1101") return writer.find_person();
    if (infno == "2201") return writer.registration();
    if (infno == "2203") return writer.visit_details();
    if (infno == "2401") return writer.admission(false);
    if (infno == "2403") return writer.admission(true);
    if (infno == "2402") return writer.discharge();
    if (infno == "2204" || infno == "2301") return writer.fee_lines();
    if (infno == "2206" || infno == "2207" || infno == "2303" || infno == "2304") return writer.settlement();
    data = writer.ids();
    if (infno == "2202") data.set("ipt_otp_no", writer.stay_number());
    if (infno == "2205") data.set("chrg_bchno", "0000");
    if (infno == "2302") data.set("feedetl_sn", "0000");
    if (infno == "2001") {
        data.set("insutype", story.insurance_type)
            .set("fixmedins_code", story.institution)
            .set("med_type", story.med_type);
        data.set("begntime", story.begin).set("endtime", "");
    }
    if (infno == "2601") {
        const std::string original = story.inpatient ? "2304" : "2207";
        const auto found = progress.message_ids.find(original);
        data = Json::object();
        data.set("psn_no", person.number)
            .set("omsgid", found == progress.message_ids.end() ? "" : found->second)
            .set("oinfno", original);
    }
    if (infno == "5201")
        data.set("begntime", story.begin)
            .set("endtime", story.end.empty() ? story.begin : story.end)
            .set("med_type", story.med_type);
    return Writer::wrap("data", data);
}

}  // namespace clearing::peers::national
