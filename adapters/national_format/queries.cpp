#include "adapters/national_format/queries.hpp"

#include "adapters/national_format/extension.hpp"
#include "adapters/national_format/settlement_answer.hpp"

#include <fmt/format.h>

namespace clearing::national_format {

namespace {

constexpr auto visit_query_table = std::to_array<TextField<VisitQuery>>({
    {{.name = "psn_no", .length = 30, .need = Need::required}, text<&VisitQuery::person_number>},
    {{.name = "begntime", .length = 19, .shape = Shape::time}, text<&VisitQuery::begin_time>},
    {{.name = "endtime", .length = 19, .shape = Shape::time}, text<&VisitQuery::end_time>},
    {{.name = "med_type", .length = 6}, text<&VisitQuery::med_type>},
    {{.name = "mdtrt_id", .length = 30}, text<&VisitQuery::visit>},
});

constexpr auto settlement_query_table = std::to_array<TextField<SettlementQuery>>({
    {{.name = "psn_no", .length = 30}, text<&SettlementQuery::person_number>},
    {{.name = "setl_id", .length = 30}, text<&SettlementQuery::settlement>},
    {{.name = "mdtrt_id", .length = 30}, text<&SettlementQuery::visit>},
    {{.name = "medins_setl_id", .length = 64}, text<&SettlementQuery::message>},
});

/// The year and days of a visit as 5203 wants them.
void write_visit_days(json::Value& info, const ports::SettlementView& view) {
    const std::string& begin = view.visit.begin_time;
    const std::string end = view.visit.end_time.empty() ? view.record.settled_at : view.visit.end_time;
    write_text(info, "begndate", begin.substr(0, 10));
    write_text(info, "enddate", end.substr(0, 10));
    write_text(info, "year", view.record.settled_at.substr(0, 4));
}

Carried their_ids(const SettlementRecord& record) {
    Carried extension;
    for (const CarriedField& field : record.answer.carried)
        if (field.node == extension_node) extension.push_back(field);
    if (!record.their_id.empty()) set_extension_member(extension, "THEIR_SETL_ID", record.their_id.text);
    if (!record.their_visit.empty()) set_extension_member(extension, "THEIR_MDTRT_ID", record.their_visit.text);
    set_extension_member(extension, "SETL_STATE", std::string(name_of(record.state)));
    return extension;
}

/// `common`: where its setldetail may stand beside it; null where it is one of several.
FoundSettlement read_found(const json::Value& row, std::string path, const json::Value* common) {
    FoundSettlement found;
    Faults faults;
    if (!row.as_object()) faults.add(ErrorCode::wrong_type, path);
    Node info(&row, "setlinfo", std::move(path), faults, false);
    info.read_flag({.name = "refd_setl_flag"}, found.refunded);
    std::vector<Node> details = info.rows("setldetail", Need::optional);
    if (details.empty()) details = Node(common, "output", "output", faults, false).rows("setldetail", Need::optional);
    // A cancel's row is negative, so signs are no fault here; who settled checks his own.
    read_settlement(info, std::move(details), AnswerKind::cancel, found.bill);
    if (faults.any()) found.unreadable = faults.to_error();
    return found;
}

}  // namespace

Result<VisitQuery> read_visit_query(const RequestEnvelope& envelope) {
    return read_input<VisitQuery>(envelope, [](Node& root, VisitQuery& query) {
        Node data = root.child("data", Need::required);
        if (data.exists()) read_texts<VisitQuery>(data, visit_query_table, query);
    });
}

Result<SettlementQuery> read_settlement_query(const RequestEnvelope& envelope) {
    return read_input<SettlementQuery>(envelope, [](Node& root, SettlementQuery& query) {
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_texts<SettlementQuery>(data, settlement_query_table, query);
        if (query.settlement.empty() && query.visit.empty()) {
            data.fault(ErrorCode::missing_field, "setl_id");
            data.fault(ErrorCode::missing_field, "mdtrt_id");
        }
    });
}

json::Value write_settlement_query(const SettlementQuery& query) {
    json::Value data = empty_object();
    for (const auto& field : settlement_query_table)  // an empty setl_id is said
        data.set(field.rule.name, field.member(const_cast<SettlementQuery&>(query)));
    json::Value input;
    input.set("data", std::move(data));
    return input;
}

json::Value write_settlement_view(const ports::SettlementView& view) {
    const SettlementRecord& record = view.record;
    SettledBill bill = record.answer;
    bill.settlement = record.id;
    bill.visit = record.visit;
    bill.medins_setl_id = record.message.message;
    bill.settled_at = record.settled_at;
    bill.amounts_present.clear();
    bill.carried.clear();
    if (bill.insurance_type.empty()) bill.insurance_type = record.insurance_type;
    if (bill.med_type.empty()) bill.med_type = record.med_type;
    if (bill.person.number.empty()) bill.person = view.visit.person;

    json::Value info = write_settlement_info(bill);
    // 5203 has its own names for two of the amounts.
    write_money(info, "psn_pay", bill.split.person_total);
    write_money(info, "cash_payamt", bill.split.cash);
    info.set("fixmedins_code", record.institution.text);
    info.set("fixmedins_name", record.institution_name);
    info.set("insu_optins", record.insured_division.text);
    info.set("refd_setl_flag",
             record.kind == SettlementKind::cancel || record.state == SettlementState::cancelled ? "1" : "0");
    write_visit_days(info, view);
    write_extension(info, their_ids(record));
    json::Value output;
    output.set("setlinfo", std::move(info));
    output.set("setldetail", write_settlement_details(bill));
    return output;
}

Result<std::vector<FoundSettlement>> read_found_settlements(const json::Value& output) {
    std::vector<FoundSettlement> all;
    const json::Value* infos = output.find("setlinfo");
    if (!infos || is_absent(*infos)) return all;
    if (infos->as_object()) {
        all.push_back(read_found(*infos, "output.setlinfo", &output));
        return all;
    }
    const json::Array* rows = infos->as_array();
    if (!rows) return fail(ErrorCode::wrong_type, {}, {"output.setlinfo"});
    const json::Value* common = rows->size() == 1 ? &output : nullptr;
    for (std::size_t i = 0; i < rows->size(); ++i)
        all.push_back(read_found((*rows)[i], fmt::format("output.setlinfo[{}]", i), common));
    return all;
}

}  // namespace clearing::national_format
