#pragma once

#include "sim-peers/split.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::peers {

/// A centre's no. The first digit of the code is its class, as in the contract: 1 final, 2 nothing happened, 3 ask.
struct Refusal {
    int code = 0;
    std::string zh, en;
    std::vector<std::string> fields;
    std::string settlement_id;       ///< the settlement it is about
    std::optional<Split> new_split;  ///< quote_superseded: what would be paid now …
    std::string quote_id;            ///< … under this quote

    std::string stable_code() const { return "GW" + std::to_string(code); }
    /// "[GW1504] 该单据已结算 | already settled".
    std::string sentence() const { return "[" + stable_code() + "] " + zh + " | " + en; }
};

namespace refusals {
inline Refusal invalid_value(std::string field) {
    return {1008, "字段取值不合法", "invalid value", {std::move(field)}, {}, {}, {}};
}
inline Refusal missing_field(std::string field) {
    return {1003, "缺少必填字段", "missing field", {std::move(field)}, {}, {}, {}};
}
inline Refusal unknown_transaction() {
    return {1004, "不支持的交易", "unknown transaction", {"infno"}, {}, {}, {}};
}
inline Refusal different_content() {
    return {1101, "报文编号重复且内容不同", "same id, different content", {}, {}, {}, {}};
}
inline Refusal message_reversed(std::string id) {
    return {1102, "该交易已冲正", "this message was reversed", {}, std::move(id), {}, {}};
}
inline Refusal wrong_region(std::string field) {
    return {1202, "区划不属于本中心", "a division this centre does not serve", {std::move(field)}, {}, {}, {}};
}
inline Refusal speaker_not_allowed() {
    return {1206, "无权调用", "speaker not allowed", {}, {}, {}, {}};
}
inline Refusal unknown_line(std::vector<std::string> ids) {
    return {1302, "费用明细不存在", "no such line", std::move(ids), {}, {}, {}};
}
inline Refusal duplicate_line() {
    return {1303, "费用明细流水号重复", "duplicate line", {"feedetl_sn"}, {}, {}, {}};
}
inline Refusal line_already_settled(std::vector<std::string> ids) {
    return {1306, "费用明细已结算", "the line is settled: cancel first", std::move(ids), {}, {}, {}};
}
inline Refusal law_broken(std::string law) {
    return {law == "C" ? 1403 : 1407, "金额不平", "amounts break law " + law, {"medfee_sumamt"}, {}, {}, {}};
}
inline Refusal cancel_amounts_differ() {
    return {1408, "撤销金额与原结算不一致", "cancel amounts differ from the original", {}, {}, {}, {}};
}
inline Refusal visit_unknown() {
    return {1501, "就诊登记不存在", "visit unknown", {"mdtrt_id"}, {}, {}, {}};
}
inline Refusal visit_closed() {
    return {1502, "就诊已撤销", "visit cancelled", {"mdtrt_id"}, {}, {}, {}};
}
inline Refusal bill_without_lines() {
    return {1503, "单据没有未结算的费用明细", "no unsettled line is left for this bill", {"mdtrt_id"}, {}, {}, {}};
}
inline Refusal already_settled(std::string id) {
    return {1504, "该单据已结算", "already settled", {}, std::move(id), {}, {}};
}
inline Refusal settlement_unknown() {
    return {1505, "结算记录不存在", "settlement unknown", {"setl_id"}, {}, {}, {}};
}
inline Refusal not_settled(std::string id) {
    return {1506, "该结算未成立", "not settled", {"setl_id"}, std::move(id), {}, {}};
}
inline Refusal already_cancelled(std::string id) {
    return {1507, "该结算已撤销", "already cancelled", {"setl_id"}, std::move(id), {}, {}};
}
inline Refusal visit_has_settlements() {
    return {1508, "就诊下有有效结算", "the visit has settlements", {"mdtrt_id"}, {}, {}, {}};
}
inline Refusal person_differs(std::string field) {
    return {1509, "人员信息不一致", "person differs", {std::move(field)}, {}, {}, {}};
}
inline Refusal filing_required() {
    return {1510, "未办理异地就医备案", "a filing is required", {}, {}, {}, {}};
}
inline Refusal not_payable() {
    return {1511, "备案类型不支持该类费用直接结算", "not payable under this filing", {}, {}, {}, {}};
}
inline Refusal quote_expired() {
    return {1513, "预结算已过期", "quote expired or unknown", {"quote_id"}, {}, {}, {}};
}
inline Refusal clearing_day_closed() {
    return {1514, "清算日已关闭", "clearing day closed", {"clearing_day"}, {}, {}, {}};
}
inline Refusal not_reversible() {
    return {1515, "该结算不可冲正", "not reversible", {"omsgid"}, {}, {}, {}};
}
inline Refusal person_unknown() {
    return {1602, "查无此参保人", "person unknown", {"certno"}, {}, {}, {}};
}
inline Refusal busy() {
    return {2004, "系统繁忙，未受理", "busy, nothing was done", {}, {}, {}, {}};
}
}  // namespace refusals

}  // namespace clearing::peers
