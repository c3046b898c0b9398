#include "sim-peers/national/insured_side.hpp"

#include "sim-peers/national/answers.hpp"

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

/// The published format has no number for a mid-stay bill: each side numbers by itself, from 1 on.
std::string next_bill_of_stay(Book& book, const std::string& institution, const std::string& visit_key) {
    int number = 1;
    while (book.live_of_bill(institution, visit_key, std::to_string(number)) != nullptr)
        ++number;
    return std::to_string(number);
}

/// The node that carries the person and the visit, whatever it is called in this transaction.
const Json& main_node(const Request& request) {
    for (const char* name : {"data", "mdtrtinfo", "adminfo", "dscginfo", "feedetail", "signIn", "signOut"}) {
        if (request.input.has(name)) return request.input[name];
    }
    return request.input;
}

}  // namespace

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
    bill.bill_no = !(*visit)->inpatient || mid_stay ? data.text("chrg_bchno") : whole_stay;
    const bool lacks_number = bill.bill_no.empty() || bill.bill_no == whole_stay;
    const bool is_numbered_here = (*visit)->inpatient && mid_stay && lacks_number;
    if (is_numbered_here) bill.bill_no = next_bill_of_stay(centre_.book(), request.institution, bill.visit_key);
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
    if (const auto sound = check_lines_of(bill, !is_numbered_here); !sound) return std::unexpected(sound.error());
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
    take_lines(**booked);
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
    if (data.text("psn_no").empty()) return std::unexpected(refusals::missing_field("psn_no"));
    Json output = Json::object();
    if (is_one_of(data.text("oinfno"), {"2201", "2401"})) {
        const auto opened = opened_by_.find(original);
        if (opened == opened_by_.end()) return std::unexpected(refusals::visit_unknown());
        if (const auto cancelled = centre_.cancel_visit(opened->second); !cancelled)
            return std::unexpected(cancelled.error());
        return output;
    }
    const Record* undone = centre_.book().find(original);
    const bool takes_lines_back = undone && undone->is_cancel && undone->state == RecordState::booked &&
                                  lost_lines_.contains(undone->original_key);
    if (takes_lines_back) return std::unexpected(refusals::not_reversible());
    if (undone && undone->state == RecordState::cancelled)
        return std::unexpected(refusals::already_cancelled(undone->settlement_id));
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
    return std::unexpected(refusals::not_reversible());
}

}  // namespace clearing::peers::national
