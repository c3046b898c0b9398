#include "sim-peers/national/answers.hpp"

namespace clearing::peers::national {

Json yuan(Fen amount) {
    return Json::number(to_text(amount));
}

Json base_info(const Person& person, const std::string& today) {
    Json base = Json::object();
    const int age = std::atoi(today.substr(0, 4).c_str()) - std::atoi(person.birth_date.substr(0, 4).c_str());
    base.set("psn_no", person.number)
        .set("psn_cert_type", "01")
        .set("certno", person.cert_no)
        .set("psn_name", person.name);
    base.set("gend", person.gender).set("naty", "01").set("brdy", person.birth_date).set("age", Json::number(age));
    return base;
}

Json settlement_output(const Record& record, const Person& person, const std::string& sender_msgid, bool is_quote) {
    const Split& split = record.split;
    Json info = base_info(person, record.settled_at.empty() ? "2018-01-01" : record.settled_at);
    const PersonInsurance* insurance = person.insured_as(record.insurance_type);
    info.set("mdtrt_id", record.visit_id).set("insutype", record.insurance_type);
    info.set("psn_type", insurance ? insurance->person_type : "")
        .set("cvlserv_flag", insurance && insurance->civil_servant ? "1" : "0");
    info.set("mdtrt_cert_type", "02").set("med_type", record.med_type).set("medins_setl_id", sender_msgid);
    info.set("setl_id", is_quote ? Json() : Json(record.own_id))
        .set("setl_time", is_quote ? Json() : Json(record.settled_at));
    info.set("medfee_sumamt", yuan(split.scope.total)).set("fulamt_ownpay_amt", yuan(split.scope.full_self_pay));
    info.set("overlmt_selfpay", yuan(split.scope.over_limit)).set("preselfpay_amt", yuan(split.scope.first_self_pay));
    info.set("inscp_scp_amt", yuan(split.scope.in_scope)).set("act_pay_dedc", yuan(split.deductible));
    for (const auto& [name, member] : compared_amounts)
        info.set(name, yuan(split.*member));
    info.set("psn_part_amt", yuan(split.person));
    if (record.is_cancel) info.set("psn_part_amt", Json()).set("hosp_part_amt", Json());
    info.set("balc", yuan(split.balance_after)).set("pool_prop_selfpay", Json::number(to_text(split.pool_ratio)));
    info.set("clr_optins", record.treatment_division).set("clr_way", "1").set("clr_type", record.clearing_type());
    Json details = Json::array(), output = Json::object();
    for (const auto& part : split.parts) {
        Json row = Json::object();
        row.set("fund_pay_type", part.fund_pay_type)
            .set("fund_pay_type_name", part.name)
            .set("fund_payamt", yuan(part.amount));
        row.set("inscp_scp_amt", yuan(split.scope.in_scope))
            .set("crt_payb_lmt_amt", Json())
            .set("setl_proc_info", Json());
        details.push(std::move(row));
    }
    output.set("setlinfo", std::move(info)).set("setldetail", std::move(details));
    return output;
}

}  // namespace clearing::peers::national
