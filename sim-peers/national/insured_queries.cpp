// What the insured side answers about visits, settlements and lines.
#include "sim-peers/national/answers.hpp"
#include "sim-peers/national/insured_side.hpp"

namespace clearing::peers::national {

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

/// The list has no node of its own (5204). With setl_id: the lines of that settlement.
Answered<Json> InsuredSide::uploaded(const Request& request) {
    const Json& data = request.node();
    Json rows = Json::array();
    for (const auto& [id, line] : lines_[data.text("mdtrt_id")]) {
        const Record* by = is_settled(line) ? centre_.book().find(line.settled_by) : nullptr;
        const std::string settlement = by ? by->own_id : std::string();
        if (!data.text("setl_id").empty() && data.text("setl_id") != settlement) continue;
        Json row = Json::object();
        row.set("mdtrt_id", data.text("mdtrt_id")).set("setl_id", settlement).set("feedetl_sn", id);
        row.set("det_item_fee_sumamt", yuan(line.amount));
        rows.push(std::move(row));
    }
    return rows;
}

}  // namespace clearing::peers::national
