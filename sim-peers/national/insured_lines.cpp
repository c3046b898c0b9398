// Uploaded lines and the queries of the insured side.
#include "sim-peers/national/answers.hpp"
#include "sim-peers/national/insured_side.hpp"

#include <algorithm>

namespace clearing::peers::national {

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
        const bool fits = !settled || (settled->inpatient ? all <= billed_of_stay(institution, visit_id)
                                                          : all == settled->split.scope.total);
        if (!fits) return std::unexpected(refusals::law_broken("G"));
    }
    lines_[visit_id].merge(staged);
    output.set("result", std::move(results));
    return output;
}

Answered<Json> InsuredSide::remove_lines(const Request& request) {
    Json rows = Json::array();
    if (request.node().is_array())
        rows = request.node();
    else
        rows.push(request.node());
    for (const auto& row : rows.items()) {
        const std::string visit = row.text("mdtrt_id");
        const std::string which = request.infno == "2205" ? row.text("chrg_bchno") : row.text("feedetl_sn");
        std::erase_if(lines_[visit], [&](const auto& line) {
            const bool settled =
                centre_.book().live_of_bill(request.institution, visit, line.second.bill_no) != nullptr;
            return !settled && (which == "0000" || line.second.bill_no == which || line.first == which);
        });
    }
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

Fen InsuredSide::billed_of_stay(const std::string& institution, const std::string& visit) const {
    Fen sum;
    for (const Record& record : centre_.book().records()) {
        const bool is_live = record.state == RecordState::booked || record.state == RecordState::in_doubt;
        if (is_live && !record.is_cancel && record.visit_key == visit && record.institution == institution)
            sum += record.split.scope.total;
    }
    return sum;
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
    if (data.text("psn_no").empty()) return std::unexpected(refusals::missing_field("psn_no"));
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
