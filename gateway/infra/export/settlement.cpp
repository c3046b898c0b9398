#include "gateway/infra/export/settlement.hpp"

#include "gateway/infra/export/statement.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace clearing::exports {
namespace {

using json::Array;
using json::Object;
using json::Value;

/// Books hold a split only once the other side has answered; until then the total is what was claimed.
bool has_answer(const SettlementRecord& record) {
    return record.state == SettlementState::booked || record.state == SettlementState::cancelled ||
           record.facts.had_been_booked;
}

Money total_of(const SettlementRecord& record) {
    return has_answer(record) ? record.answer.split.total : record.claimed_total;
}

Value day_or_null(const std::optional<ClearingDay>& day) {
    return day ? Value(day->to_text()) : Value();
}

Value error_to_json(const std::optional<Error>& error) {
    if (!error) return nullptr;
    Array fields;
    for (const std::string& field : error->fields)
        fields.emplace_back(field);
    return Object{{"code", stable_code(error->code)}, {"name", text_of(error->code).name},
                  {"zh", text_of(error->code).zh},    {"en", text_of(error->code).en},
                  {"detail", error->detail},          {"fields", std::move(fields)}};
}

Value person_to_json(const Person& person) {
    return Object{{"name", masked_name(person.name)}, {"certificate_last_four", last_four(person.cert_no)}};
}

Value payments_to_json(const std::vector<FundPayment>& payments) {
    Array array;
    for (const FundPayment& payment : payments)
        array.push_back(Object{{"type", payment.type}, {"name", payment.name}, {"amount", payment.amount.to_yuan()}});
    return array;
}

/// What these are called says what somebody suffers from, or who treats them: masked like the person.
bool names_a_person(const std::string& kind) {
    constexpr std::array<std::string_view, 5> kinds{"diagnosis", "operation", "chronic_disease", "doctor", "nurse"};
    return std::ranges::find(kinds, kind) != kinds.end();
}

Value translation_to_json(const TranslationNote& note) {
    const bool masked = names_a_person(note.kind);
    return Object{{"kind", note.kind},
                  {"from", note.from},
                  {"to", note.to},
                  {"original_code", note.code.original_code},
                  {"original_name", masked ? masked_name(note.code.original_name) : note.code.original_name},
                  {"code", note.code.code},
                  {"name", masked ? masked_name(note.code.name) : note.code.name},
                  {"map_version", note.code.map_version},
                  {"map_row", note.code.map_row}};
}

Array translations_to_json(const std::vector<TranslationNote>& notes) {
    Array array;
    for (const TranslationNote& note : notes)
        array.push_back(translation_to_json(note));
    return array;
}

}  // namespace

Value summary_of(const SettlementRecord& record) {
    return Object{{"id", record.id.text},
                  {"kind", name_of(record.kind)},
                  {"direction", name_of(record.direction)},
                  {"care", name_of(record.care)},
                  {"platform", record.platform.text},
                  {"treatment_division", record.treatment_division.text},
                  {"insured_division", record.insured_division.text},
                  {"counterparty", record.counterparty.text},
                  {"institution", record.institution.text},
                  {"institution_name", record.institution_name},
                  {"insurance_type", record.insurance_type.text},
                  {"state", name_of(record.state)},
                  {"state_zh", chinese(record.state)},
                  {"total", total_of(record).to_yuan()},
                  {"fund_total", record.answer.split.fund_total.to_yuan()},
                  {"account", record.answer.split.account.to_yuan()},
                  {"cash", record.answer.split.cash.to_yuan()},
                  {"day", day_or_null(record.assigned_day)},
                  {"cleared_day", day_or_null(record.cleared_day)},
                  {"settled_at", record.settled_at},
                  {"opened_at", to_local_time(record.opened_at)}};
}

Value to_json(const SettlementRecord& record) {
    Value result = summary_of(record);
    result.set("changed_at", to_local_time(record.changed_at));
    result.set("peer", record.other_side.text);
    result.set("med_type", record.med_type);
    result.set("infno", record.infno);
    result.set("message", Object{{"peer", record.message.peer.text}, {"id", record.message.message.text}});
    result.set("our_message", record.our_message.text);
    result.set("reverse_message", record.reverse_message.text);
    result.set("key", to_json(record.key));
    result.set("their_id", record.their_id.text);
    result.set("visit", record.visit.text);
    result.set("their_visit", record.their_visit.text);
    result.set("bill", record.bill.bill.text);
    result.set("original_id", record.original_id ? Value(record.original_id->text) : Value());
    result.set("claimed_total", record.claimed_total.to_yuan());
    result.set("reverse_remembered", record.facts.reverse_remembered);
    result.set("error", error_to_json(record.error));
    result.set("person", person_to_json(record.answer.person));
    result.set("split", to_json(record.answer.split));
    result.set("payments", payments_to_json(record.answer.split.payments));
    result.set("translations", translations_to_json(record.translations));
    return result;
}

std::string to_csv(const std::vector<SettlementRecord>& records, CsvOptions options) {
    CsvText csv(options);
    std::vector<CsvCell> titles{"结算号", "类型",       "方向",         "就医类别",     "平台", "就医地",
                                "参保地", "清算对方",   "医疗机构编码", "医疗机构名称", "险种", "状态",
                                "清算日", "实际清算日", "结算时间",     "医疗费总额"};
    for (const Fund fund : all_funds)
        titles.emplace_back(chinese(fund));
    for (const char* title : {"基金支付合计", "个人账户（含共济）", "其中账户共济", "个人现金", "医院负担"})
        titles.emplace_back(title);
    csv.add(titles);
    for (const SettlementRecord& record : records) {
        const PaymentSplit& split = record.answer.split;
        std::vector<CsvCell> row{record.id.text,
                                 chinese(record.kind),
                                 chinese(record.direction),
                                 chinese(record.care),
                                 record.platform.text,
                                 record.treatment_division.text,
                                 record.insured_division.text,
                                 record.counterparty.text,
                                 record.institution.text,
                                 record.institution_name,
                                 insurance_words(record.insurance_type),
                                 chinese(record.state),
                                 record.assigned_day ? record.assigned_day->to_text() : "",
                                 record.cleared_day ? record.cleared_day->to_text() : "",
                                 record.settled_at,
                                 total_of(record)};
        for (const Fund fund : all_funds)
            row.emplace_back(split.funds[fund]);
        for (const Money amount : {split.fund_total, split.account, split.mutual_aid, split.cash, split.hospital})
            row.emplace_back(amount);
        csv.add(row);
    }
    return csv.take();
}

}  // namespace clearing::exports
