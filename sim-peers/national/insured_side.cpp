#include "sim-peers/national/insured_side.hpp"

#include <algorithm>
#include <set>

namespace clearing::peers::national {
namespace {

bool is_one_of(const std::string& infno, std::initializer_list<const char*> list) {
    return std::ranges::any_of(list, [&](const char* one) { return infno == one; });
}

/// Transactions whose answer is final and given again to the same message id.
bool has_effect(const std::string& infno) {
    return !is_one_of(infno, {"9001", "9002", "1101", "2001", "2206", "2303", "5201", "5203", "5204"});
}

Identification identification_of(const Json& node) {
    Identification who{node.text("certno"),  node.text("psn_name"),
                       node.text("psn_no"),  {},
                       node.text("card_sn"), node.text("mdtrt_cert_type") == "03"};
    if (who.by_card || who.cert_no.empty()) who.card_no = node.text("mdtrt_cert_no");
    return who;
}

bool is_emergency(const Json& node, const std::string& med_type) {
    const Json extra = read_exp_content(node);
    const std::string outpatient = extra.text("OTP_ER_REFL_FLAG");
    return outpatient == "1" || outpatient == "3" || extra.text("IPT_TYPE") == "2" || med_type == "13";
}

/// The node that carries the person and the visit, whatever it is called in this transaction.
const Json& main_node(const Request& request) {
    for (const char* name : {"data", "mdtrtinfo", "adminfo", "dscginfo", "feedetail", "signIn", "signOut"}) {
        if (request.input.has(name)) return request.input[name];
    }
    return request.input;
}

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

}  // namespace

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

InsuredSide::InsuredSide(Centre& centre, bool closes_days) : centre_(centre), closes_days_(closes_days) {}

Json InsuredSide::answer(const Request& request, bool unbalanced) {
    const std::string key = request.institution + "|" + request.msgid;
    const bool keeps = has_effect(request.infno);
    if (const auto kept = kept_.find(key); keeps && kept != kept_.end()) {
        if (kept->second.content != request.content())
            return write_refusal(refusals::different_content(), centre_.division(), centre_.clock());
        const Record* record = centre_.book().find(request.msgid);
        const bool reversed = record && record->state == RecordState::reversed;
        if (!reversed) return kept->second.answer;
        return write_refusal(refusals::message_reversed(record->own_id), centre_.division(), centre_.clock());
    }
    auto handled = handle(request, unbalanced);
    Json answer = handled ? write_answer(std::move(*handled), centre_.division(), centre_.clock())
                          : write_refusal(handled.error(), centre_.division(), centre_.clock());
    if (keeps && (handled || handled.error().code / 1000 == 1)) kept_[key] = {request.content(), answer};
    return answer;
}

Answered<Json> InsuredSide::handle(const Request& request, bool unbalanced) {
    const std::string& infno = request.infno;
    if (is_one_of(infno, {"9001", "9002"})) {
        Json sign = Json::object(), output = Json::object();
        sign.set("sign_no", centre_.new_id("N")).set("sign_time", centre_.clock().now());
        output.set(infno == "9001" ? "signinoutb" : "sign_time", std::move(sign));
        return output;
    }
    const std::string region = centre_.division().substr(0, centre_.division().ends_with("0000") ? 2 : 4);
    if (!request.insured_division.starts_with(region)) return std::unexpected(refusals::wrong_region("insuplc_admdvs"));
    if (infno == "1101") return person(request);
    if (infno == "2001") return entitlement(request);
    if (is_one_of(infno, {"2201", "2401"})) return open_visit(request);
    if (is_one_of(infno, {"2202", "2203", "2402", "2403", "2404", "2405"})) return change_visit(request);
    if (is_one_of(infno, {"2204", "2301"})) return lines(request);
    if (is_one_of(infno, {"2205", "2302"})) return remove_lines(request);
    if (is_one_of(infno, {"2206", "2303"})) return quote(request, unbalanced);
    if (is_one_of(infno, {"2207", "2304"})) return settle(request, unbalanced);
    if (is_one_of(infno, {"2208", "2305"})) return cancel(request);
    if (infno == "2601") return reverse(request);
    if (infno == "5201") return visits(request);
    if (infno == "5203") return settlement(request);
    if (infno == "5204") return uploaded(request);
    return std::unexpected(refusals::unknown_transaction());
}

Answered<Json> InsuredSide::person(const Request& request) {
    const auto found = centre_.identify(identification_of(request.node()));
    if (!found) return std::unexpected(found.error());
    const Person& person = **found;
    Json base = base_info(person, centre_.clock().today());
    if (!person.filings.empty()) {
        const PersonFiling& filing = person.filings.front();
        Json extra = Json::object();
        extra.set("FILING_TYPE", filing.type)
            .set("FILING_NO", filing.number)
            .set("FILING_BEGN", filing.begin)
            .set("FILING_END", filing.end);
        base.set("exp_content", extra.write());
    }
    Json insurances = Json::array();
    for (const auto& insurance : person.insurances) {
        Json row = Json::object();
        row.set("insutype", insurance.insurance_type).set("psn_type", insurance.person_type).set("psn_insu_stas", "1");
        row.set("balc", yuan(person.year.account_balance)).set("cvlserv_flag", insurance.civil_servant ? "1" : "0");
        row.set("psn_insu_date", "2010-01-01")
            .set("paus_insu_date", Json())
            .set("insuplc_admdvs", person.division)
            .set("emp_name", "测试单位");
        insurances.push(std::move(row));
    }
    Json output = Json::object();
    output.set("baseinfo", std::move(base)).set("insuinfo", std::move(insurances)).set("idetinfo", Json::array());
    return output;
}

Answered<Json> InsuredSide::entitlement(const Request& request) {
    const auto found = centre_.identify(identification_of(request.node()));
    if (!found) return std::unexpected(found.error());
    const std::string type = request.node().text("insutype");
    Json row = Json::object(), rows = Json::array(), output = Json::object();
    row.set("psn_no", (*found)->number)
        .set("trt_chk_type", "1")
        .set("fund_pay_type", type == "310" ? "310100" : "390100");
    row.set("trt_enjymnt_flag", (*found)->insured_as(type) ? "1" : "0")
        .set("begndate", "2010-01-01")
        .set("enddate", Json());
    rows.push(std::move(row));
    output.set("trtinfo", std::move(rows));
    return output;
}

Answered<Json> InsuredSide::open_visit(const Request& request) {
    const Json& node = main_node(request);
    const bool inpatient = request.infno == "2401";
    CentreVisit visit;
    visit.treatment_division = request.treatment_division;
    visit.institution = request.institution;
    visit.insurance_type = node.text("insutype");
    visit.med_type = node.text("med_type").empty() ? "11" : node.text("med_type");
    visit.begin = node.text("begntime");
    visit.inpatient = inpatient;
    visit.emergency = is_emergency(node, visit.med_type);
    const auto opened = centre_.open_visit(std::move(visit), identification_of(node));
    if (!opened) return std::unexpected(opened.error());
    opened_by_[request.msgid] = (*opened)->id;
    Json ids = Json::object(), output = Json::object();
    ids.set("mdtrt_id", (*opened)->id);
    if (!inpatient)
        ids.set("psn_no", (*opened)->person->number)
            .set("ipt_otp_no", node.text("ipt_otp_no"))
            .set("exp_content", Json());
    output.set(inpatient ? "result" : "data", std::move(ids));
    return output;
}

Answered<Json> InsuredSide::change_visit(const Request& request) {
    const Json& node = main_node(request);
    const auto found = centre_.visit(node.text("mdtrt_id"));
    if (!found) return std::unexpected(found.error());
    CentreVisit& visit = **found;
    if (!node.text("psn_no").empty() && node.text("psn_no") != visit.person->number)
        return std::unexpected(refusals::person_differs("psn_no"));
    if (is_one_of(request.infno, {"2202", "2404"})) {
        if (const auto cancelled = centre_.cancel_visit(visit.key); !cancelled)
            return std::unexpected(cancelled.error());
    } else if (request.infno == "2402") {
        visit.end = node.text("endtime");
        visit.discharged = true;
    } else if (request.infno == "2405") {
        visit.end.clear();
        visit.discharged = false;
    } else {
        if (!node.text("med_type").empty()) visit.med_type = node.text("med_type");
        visit.emergency = visit.emergency || is_emergency(node, visit.med_type);
    }
    return Json::object();
}

Answered<Json> InsuredSide::lines(const Request& request) {
    Json results = Json::array(), output = Json::object();
    std::map<std::string, Fen> sums;  // by bill
    std::map<std::string, UploadedLine> staged;
    std::string visit_id;
    for (const auto& row : request.input["feedetail"].items()) {
        const auto amount = read_fen(row.text("det_item_fee_sumamt"));
        const auto computed = product(row.text("cnt"), row.text("pric"));
        visit_id = row.text("mdtrt_id");
        if (const auto visit = centre_.visit(visit_id); !visit) return std::unexpected(visit.error());
        if (!amount || !computed) return std::unexpected(refusals::invalid_value("det_item_fee_sumamt"));
        if (std::abs(amount->value - computed->value) > 1) {
            return std::unexpected(
                Refusal{1406, "明细数量单价金额不符", "amounts break law F", {"det_item_fee_sumamt"}, {}, {}, {}});
        }
        if (lines_[visit_id].contains(row.text("feedetl_sn")) || staged.contains(row.text("feedetl_sn"))) {
            return std::unexpected(Refusal{1303, "费用明细流水号重复", "duplicate line", {"feedetl_sn"}, {}, {}, {}});
        }
        const std::string bill = request.infno == "2204" ? row.text("chrg_bchno") : "0";
        staged[row.text("feedetl_sn")] = {bill, *amount};
        sums[bill] += *amount;
        Json result = Json::object();
        for (const char* name : {"feedetl_sn", "det_item_fee_sumamt", "cnt", "pric"})
            result.set(name, row[name]);
        const bool stated = !row.text("inscp_scp_amt").empty();
        for (const char* name : {"fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt"})
            result.set(name, stated ? row[name] : Json::number(0));
        result.set("inscp_scp_amt", stated ? row["inscp_scp_amt"] : yuan(*amount));
        result.set("pric_uplmt_amt", Json::number(999999))
            .set("chrgitm_lv", "01")
            .set("med_chrgitm_type", "14")
            .set("lmt_used_flag", "0");
        results.push(std::move(result));
    }
    if (staged.empty()) return std::unexpected(refusals::missing_field("feedetail"));
    // Lines that come after the settlement must fit it: an outpatient bill comes whole, a stay in parts.
    for (const auto& [bill, sum] : sums) {
        const std::string institution = request.institution;
        const Record* settled = centre_.book().live_of_bill(institution, visit_id, bill);
        const Fen all = sum + uploaded_sum(visit_id, bill);
        const bool fits =
            !settled || (settled->inpatient ? all <= settled->split.scope.total : all == settled->split.scope.total);
        if (!fits) return std::unexpected(refusals::law_broken("G"));
    }
    lines_[visit_id].merge(staged);
    output.set("result", std::move(results));
    return output;
}

Answered<Json> InsuredSide::remove_lines(const Request& request) {
    const Json& data =
        request.node().is_array() && !request.node().items().empty() ? request.node().items().front() : request.node();
    auto& lines = lines_[data.text("mdtrt_id")];
    const std::string which = request.infno == "2205" ? data.text("chrg_bchno") : data.text("feedetl_sn");
    std::erase_if(lines, [&](const auto& line) {
        const bool settled =
            centre_.book().live_of_bill(request.institution, data.text("mdtrt_id"), line.second.bill_no) != nullptr;
        return !settled && (which == "0000" || line.second.bill_no == which || line.first == which);
    });
    return Json::object();
}

Fen InsuredSide::uploaded_sum(const std::string& visit, const std::string& bill_no) const {
    Fen sum;
    const auto found = lines_.find(visit);
    if (found == lines_.end()) return sum;
    for (const auto& [id, line] : found->second) {
        if (line.bill_no == bill_no) sum += line.amount;
    }
    return sum;
}

Answered<CentreBill> InsuredSide::bill_of(const Request& request) {
    const Json& data = request.node();
    CentreBill bill;
    bill.visit_key = data.text("mdtrt_id");
    bill.who = identification_of(data);
    bill.insurance_type = data.text("insutype");
    bill.institution = request.institution;
    bill.use_account = data.text("acct_used_flag") == "1";
    const auto visit = centre_.visit(bill.visit_key);
    if (!visit) return std::unexpected(visit.error());
    bill.med_type = data.text("med_type").empty() ? (*visit)->med_type : data.text("med_type");
    bill.emergency = is_emergency(data, bill.med_type);
    const bool mid_stay = data.text("mid_setl_flag") == "1";
    bill.bill_no = !(*visit)->inpatient || mid_stay ? data.text("chrg_bchno") : "0";
    if (!(*visit)->inpatient && bill.bill_no.empty()) return std::unexpected(refusals::missing_field("chrg_bchno"));
    const Institution* institution = centre_.catalog().institution(request.institution);
    bill.level = institution ? institution->level : 3;
    const std::string discharge = !data.text("dscgTime").empty() ? data.text("dscgTime") : (*visit)->end;
    bill.date = (*visit)->inpatient && discharge.size() >= 10 ? discharge.substr(0, 10)
                : (*visit)->begin.size() >= 10                ? (*visit)->begin.substr(0, 10)
                                                              : centre_.clock().today();

    const auto total = read_fen(data.text("medfee_sumamt"));
    if (!total) return std::unexpected(refusals::invalid_value("medfee_sumamt"));
    bill.scope.total = *total;
    const bool stated = !data.text("inscp_scp_amt").empty();
    if (!stated) bill.scope.in_scope = *total;
    for (const auto& [name, member] : {std::pair{"fulamt_ownpay_amt", &Scope::full_self_pay},
                                       {"overlmt_selfpay", &Scope::over_limit},
                                       {"preselfpay_amt", &Scope::first_self_pay},
                                       {"inscp_scp_amt", &Scope::in_scope}}) {
        if (!stated || data.text(name).empty()) continue;
        const auto amount = read_fen(data.text(name));
        if (!amount) return std::unexpected(refusals::invalid_value(name));
        bill.scope.*member = *amount;
    }
    const Fen uploaded = uploaded_sum(bill.visit_key, bill.bill_no);
    if (uploaded != Fen{} && uploaded != *total) return std::unexpected(refusals::law_broken("G"));
    return bill;
}

Answered<Json> InsuredSide::quote(const Request& request, bool unbalanced) {
    const auto bill = bill_of(request);
    if (!bill) return std::unexpected(bill.error());
    const auto computed = centre_.quote(*bill, unbalanced);
    if (!computed) return std::unexpected(computed.error());
    const CentreVisit& visit = **centre_.visit(bill->visit_key);
    Record record;
    record.split = computed->split;
    record.visit_id = visit.id;
    record.insurance_type = bill->insurance_type;
    record.med_type = bill->med_type;
    record.inpatient = visit.inpatient;
    record.treatment_division = request.treatment_division;
    return settlement_output(record, *visit.person, request.msgid, true);
}

Answered<Json> InsuredSide::settle(const Request& request, bool unbalanced) {
    if (const Record* fence = centre_.book().find(request.msgid); fence && fence->state == RecordState::reversed) {
        return std::unexpected(refusals::message_reversed({}));
    }
    const auto booked = [&]() -> Answered<Record*> {
        const auto bill = bill_of(request);
        if (!bill) return std::unexpected(bill.error());
        const auto computed = centre_.quote(*bill, unbalanced);
        if (!computed) return std::unexpected(computed.error());
        Record record;
        record.key = request.msgid;
        record.treatment_division = request.treatment_division;
        record.insured_division = request.insured_division;
        record.assigned_day = centre_.clock().today();
        return centre_.settle(*bill, std::move(record), *computed);
    }();
    if (!booked) {
        centre_.remember_refusal(request.msgid, booked.error());
        return std::unexpected(booked.error());
    }
    const Person* person = centre_.people().by_key((*booked)->person_key);
    return settlement_output(**booked, *person, request.msgid, false);
}

Answered<Json> InsuredSide::cancel(const Request& request) {
    const Json& data = request.node();
    if (const Record* fence = centre_.book().find(request.msgid); fence && fence->state == RecordState::reversed) {
        return std::unexpected(refusals::message_reversed({}));
    }
    Record* original = centre_.book().find_own(data.text("setl_id"));
    if (original && original->visit_id != data.text("mdtrt_id"))
        return std::unexpected(refusals::invalid_value("mdtrt_id"));
    if (original && !data.text("psn_no").empty() && original->person_number != data.text("psn_no")) {
        return std::unexpected(refusals::person_differs("psn_no"));
    }
    Record record;
    record.key = request.msgid;
    record.assigned_day = centre_.clock().today();
    const auto cancelled = centre_.cancel(original, std::move(record), std::nullopt);
    if (!cancelled) {
        centre_.remember_refusal(request.msgid, cancelled.error());
        return std::unexpected(cancelled.error());
    }
    const Person* person = centre_.people().by_key((*cancelled)->person_key);
    return settlement_output(**cancelled, *person, request.msgid, false);
}

Answered<Json> InsuredSide::reverse(const Request& request) {
    const Json& data = request.node();
    const std::string original = data.text("omsgid");
    if (original.empty()) return std::unexpected(refusals::missing_field("omsgid"));
    Json output = Json::object();
    if (is_one_of(data.text("oinfno"), {"2201", "2401"})) {
        const auto opened = opened_by_.find(original);
        if (opened == opened_by_.end()) return std::unexpected(refusals::visit_unknown());
        if (const auto cancelled = centre_.cancel_visit(opened->second); !cancelled)
            return std::unexpected(cancelled.error());
        return output;
    }
    const auto open = [this](const Record& record) {
        return !closes_days_ || record.assigned_day >= centre_.clock().today();
    };
    switch (centre_.reverse(original, open)) {
        case Centre::Reversed::reversed:
            output.set("result", "reversed");
            return output;
        case Centre::Reversed::fenced:
            output.set("result", "fenced");
            return output;
        case Centre::Reversed::day_closed:
            return std::unexpected(refusals::clearing_day_closed());
        case Centre::Reversed::not_reversible:
            break;
    }
    return std::unexpected(Refusal{1515, "该结算不可冲正", "not reversible", {"omsgid"}, {}, {}, {}});
}

Answered<Json> InsuredSide::visits(const Request& request) {
    const Json& data = request.node();
    Json rows = Json::array(), output = Json::object();
    const auto found = centre_.visit(data.text("mdtrt_id"));
    if (found) {
        Json row = base_info(*(*found)->person, centre_.clock().today());
        row.set("mdtrt_id", (*found)->id).set("insutype", (*found)->insurance_type).set("med_type", (*found)->med_type);
        row.set("begntime", (*found)->begin).set("endtime", (*found)->end);
        rows.push(std::move(row));
    }
    output.set("mdtrtinfo", std::move(rows));
    return output;
}

/// By setl_id; else by the sender's message id (medins_setl_id, our own optional field); else the visit's latest line.
Answered<Json> InsuredSide::settlement(const Request& request) {
    const Json& data = request.node();
    Record* found = nullptr;
    if (!data.text("setl_id").empty()) {
        found = centre_.book().find_own(data.text("setl_id"));
    } else if (!data.text("medins_setl_id").empty()) {
        found = centre_.book().find(data.text("medins_setl_id"));
    } else {
        for (auto& record : centre_.book().records()) {
            const bool fits = !record.hidden && !record.is_cancel && record.visit_id == data.text("mdtrt_id");
            if (fits && (!found || record.is_line() || !found->is_line())) found = &record;
        }
    }
    if (!found) return std::unexpected(refusals::settlement_unknown());
    if (found->state == RecordState::refused) return std::unexpected(found->refusal);
    if (found->state == RecordState::reversed) return std::unexpected(refusals::message_reversed(found->own_id));
    const Person* person = centre_.people().by_key(found->person_key);
    Json output = settlement_output(*found, *person, found->key, false);
    Json info = output["setlinfo"];
    info.set("psn_pay", yuan(found->split.person)).set("cash_payamt", yuan(found->split.cash)).set("pay_loc", "2");
    info.set("fixmedins_code", found->institution)
        .set("refd_setl_flag", found->state == RecordState::cancelled || found->is_cancel ? "1" : "0");
    info.set("year", found->settled_at.substr(0, 4))
        .set("begndate", found->assigned_day)
        .set("enddate", found->assigned_day);
    output.set("setlinfo", std::move(info));
    return output;
}

Answered<Json> InsuredSide::uploaded(const Request& request) {
    Json rows = Json::array(), output = Json::object();
    for (const auto& [id, line] : lines_[request.node().text("mdtrt_id")]) {
        Json row = Json::object();
        row.set("mdtrt_id", request.node().text("mdtrt_id"))
            .set("feedetl_sn", id)
            .set("det_item_fee_sumamt", yuan(line.amount));
        rows.push(std::move(row));
    }
    output.set("feedetail", std::move(rows));
    return output;
}

}  // namespace clearing::peers::national
