#include "gateway/tools/print.hpp"

#include "gateway/tools/print_parts.hpp"
#include "gateway/tools/words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr auto left = Align::left, right = Align::right;

constexpr std::array<Shown, 6> difference_columns{{{"差异类型", "kind_zh"},
                                                   {"就医地", "settlement.treatment_division"},
                                                   {"结算号", "settlement.id"},
                                                   {"我方", "ours", right},
                                                   {"对方", "theirs", right},
                                                   {"说明", "note"}}};

constexpr std::array<Shown, 4> day_columns{{{"清算日", "day"},
                                            {"平台", "platform"},
                                            {"清算对方", "counterparty"},
                                            {"方向", "direction", left, words::direction}}};

std::vector<Shown> after_day(std::span<const Shown> more) {
    std::vector<Shown> columns(day_columns.begin(), day_columns.end());
    columns.insert(columns.end(), more.begin(), more.end());
    return columns;
}

/// What finance has to do for a month: which days are missing, who made it, who released it.
std::string print_month_statements(const json::Array& months) {
    constexpr std::array<Shown, 10> columns{{{"对账单", "id"},
                                             {"对方", "counterparty_name"},
                                             {"方向", "direction", left, words::direction},
                                             {"状态", "state", left, words::revision_state},
                                             {"已对平天数", "days_agreed", right},
                                             {"未对平", "lacks"},
                                             {"版本", "revision", right},
                                             {"净额", "net", right},
                                             {"经办", "made_by"},
                                             {"复核", "released_by"}}};
    json::Array rows = months;
    for (json::Value& row : rows) {
        const json::Array& missing = list_at(row, "missing");
        if (missing.empty()) continue;
        const std::string more = missing.size() > 1 ? fmt::format(" (and {} more)", missing.size() - 1) : "";
        row.set("lacks", *missing.front().as_string() + more);
    }
    return table_of(rows, columns);
}

}  // namespace

std::string print_status(const json::Value& answer) {
    constexpr std::array<Shown, 18> facts{{{"version", "version"},
                                           {"region", "region"},
                                           {"started", "started_at"},
                                           {"business time", "business_time"},
                                           {"business clock", "business_clock"},
                                           {"database schema", "schema_version"},
                                           {"mapping version 映射版本", "mapping_version"},
                                           {"mapping version due, not loaded", "mapping_version_due"},
                                           {"schedule 自动日终", "schedule"},
                                           {"awaiting answer 等待应答", "backlog.awaiting_answer"},
                                           {"in doubt 结果未知", "backlog.in_doubt"},
                                           {"reversing 冲正中", "backlog.reversing"},
                                           {"oldest unresolved", "backlog.oldest_unresolved"},
                                           {"open outcomes past their alarm 逾时未明", "backlog.doubts_past_alarm"},
                                           {"oldest open outcome", "backlog.oldest_doubt"},
                                           {"outbox 待发", "backlog.outbox"},
                                           {"outbox, parked 停发", "backlog.parked"},
                                           {"open alarms 告警", "backlog.alarms"}}};
    return facts_of(answer, facts);
}

std::string print_settlements(const json::Value& answer) {
    constexpr std::array<Shown, 11> columns{{{"结算号", "id"},
                                             {"类型", "kind", left, words::settlement_kind},
                                             {"状态", "state_zh"},
                                             {"平台", "platform"},
                                             {"方向", "direction", left, words::direction},
                                             {"参保地", "insured_division"},
                                             {"就医地", "treatment_division"},
                                             {"清算日", "day"},
                                             {"总额", "total", right},
                                             {"基金", "fund_total", right},
                                             {"现金", "cash", right}}};
    std::string text = table_of(list_at(answer, "settlements"), columns);
    const std::string next = at(answer, "next");
    if (!next.empty()) text += fmt::format("more: --after {}\n", next);
    const auto is_open = [](const json::Value& row) {
        const std::string state = at(row, "state");
        return state == "in_doubt" || state == "reversing" || state == "awaiting_answer";
    };
    if (std::ranges::any_of(list_at(answer, "settlements"), is_open))
        text += "open outcomes, since when and what comes next: gatewayctl doubt list\n";
    return text;
}

std::string print_settlement(const json::Value& answer) {
    constexpr std::array<Shown, 37> facts{{{"结算号", "id"},
                                           {"类型", "kind", left, words::settlement_kind},
                                           {"状态", "state_zh"},
                                           {"错误", "error.code"},
                                           {"", "error.zh"},
                                           {"", "error.detail"},
                                           {"平台", "platform"},
                                           {"对方", "peer"},
                                           {"方向", "direction", left, words::direction},
                                           {"就医类别", "care", left, words::care},
                                           {"参保地", "insured_division"},
                                           {"就医地", "treatment_division"},
                                           {"清算对方", "counterparty"},
                                           {"医疗机构", "institution"},
                                           {"", "institution_name"},
                                           {"险种", "insurance_type", left, words::insurance},
                                           {"姓名", "person.name"},
                                           {"证件末四位", "person.certificate_last_four"},
                                           {"就诊号", "visit"},
                                           {"收费批次", "bill"},
                                           {"交易", "infno"},
                                           {"来文 msgid", "message.id"},
                                           {"去文 msgid", "our_message"},
                                           {"冲正 msgid", "reverse_message"},
                                           {"对方结算号", "their_id"},
                                           {"原结算号", "original_id"},
                                           {"清算日", "day"},
                                           {"实际清算日", "cleared_day"},
                                           {"结算时间", "settled_at"},
                                           {"受理", "opened_at"},
                                           {"更新", "changed_at"},
                                           {"申报总额", "claimed_total"},
                                           {"医疗费总额", "split.total"},
                                           {"基金支付合计", "split.fund_total"},
                                           {"个人账户（含共济）", "split.account"},
                                           {"个人现金", "split.cash"},
                                           {"医院负担", "split.hospital"}}};
    constexpr std::array<Shown, 3> payments{{{"基金类型", "type"}, {"名称", "name"}, {"金额", "amount", right}}};
    std::string text = facts_of(answer, facts);
    if (!list_at(answer, "payments").empty()) text += "\n" + table_of(list_at(answer, "payments"), payments);
    constexpr std::array<Shown, 8> translations{{{"代码类别", "kind"},
                                                 {"由", "from"},
                                                 {"至", "to"},
                                                 {"原代码", "original_code"},
                                                 {"代码", "code"},
                                                 {"名称", "name"},
                                                 {"映射版本", "map_version"},
                                                 {"映射行", "map_row"}}};
    if (!list_at(answer, "translations").empty())
        text += "\n" + table_of(list_at(answer, "translations"), translations);
    return text;
}

std::string print_days(const json::Value& answer) {
    constexpr std::array<Shown, 2> more{{{"状态", "state_zh"}, {"更新", "changed_at"}}};
    return table_of(list_at(answer, "days"), after_day(more));
}

std::string print_day(const json::Value& answer) {
    constexpr std::array<Shown, 7> facts{{{"清算日", "day"},
                                          {"平台", "platform"},
                                          {"清算对方", "counterparty"},
                                          {"方向", "direction_zh"},
                                          {"状态", "state_zh"},
                                          {"更新", "changed_at"},
                                          {"对账单", "statement_id"}}};
    constexpr std::array<Shown, 8> cells{{{"险种", "insurance", left, words::insurance},
                                          {"类别", "care", left, words::care},
                                          {"结算", "settlements", right},
                                          {"撤销", "cancels", right},
                                          {"医疗费总额", "sums.total", right},
                                          {"基金合计", "sums.fund_total", right},
                                          {"个人账户", "sums.account", right},
                                          {"个人现金", "sums.cash", right}}};
    constexpr std::array<Shown, 4> carried{{{"结转结算号", "settlement.id"},
                                            {"状态", "state_zh"},
                                            {"原清算日", "assigned_day"},
                                            {"申报总额", "claimed_total", right}}};
    constexpr std::array<Shown, 5> balance{{{"科目", "account"},
                                            {"科目名称", "account_zh"},
                                            {"分项", "component_zh"},
                                            {"借方", "debits", right},
                                            {"贷方", "credits", right}}};
    std::string text = facts_of(answer, facts);
    text += "\n" + table_of(list_at(answer, "cells"), cells);
    text += "\n试算平衡\n" + table_of(list_at(answer, "trial_balance"), balance);
    if (!list_at(answer, "carried").empty()) text += "\n未清算结转\n" + table_of(list_at(answer, "carried"), carried);
    text += "\n差异\n" + table_of(list_at(answer, "differences"), difference_columns);
    return text;
}

std::string print_statements(const json::Value& answer) {
    const json::Array& months = list_at(answer, "months");
    if (!months.empty()) return print_month_statements(months);
    constexpr std::array<Shown, 9> columns{{{"对账单", "id"},
                                            {"参保地", "insured_region"},
                                            {"就医地", "treatment_region"},
                                            {"状态", "state_zh"},
                                            {"结算", "settlements", right},
                                            {"撤销", "cancels", right},
                                            {"医疗费总额", "sums.total", right},
                                            {"应收/应付", "cleared", right},
                                            {"账平", "balances"}}};
    json::Array rows = list_at(answer, "statements");
    for (json::Value& row : rows) {
        const std::string payable = at(row, "payable");
        row.set("cleared", payable.empty() ? "应收 " + at(row, "receivable") : "应付 " + payable);
    }
    return table_of(rows, columns);
}

std::string print_differences(const json::Value& list, bool with_day) {
    const json::Array& rows = list_at(list, "differences");
    return with_day ? table_of(rows, after_day(difference_columns)) : table_of(rows, difference_columns);
}

std::string print_peers(const json::Value& answer) {
    constexpr std::array<Shown, 9> columns{{{"对方", "name"},
                                            {"平台", "platform"},
                                            {"区划", "region"},
                                            {"角色", "role"},
                                            {"处理中", "in_flight", right},
                                            {"转发", "forwarding"},
                                            {"最近应答", "last_answer"},
                                            {"最近失败", "last_failure"},
                                            {"原因", "last_failure_reason"}}};
    return table_of(list_at(answer, "peers"), columns);
}

std::string print_certificates(const json::Value& answer) {
    constexpr std::array<Shown, 7> columns{{{"名称", "name"},
                                            {"区划", "region"},
                                            {"角色", "role"},
                                            {"有效期至", "not_after"},
                                            {"剩余天数", "days_left", right},
                                            {"告警", "alarm"},
                                            {"指纹", "fingerprint"}}};
    return table_of(list_at(answer, "certificates"), columns);
}

std::string print_audit(const json::Value& answer) {
    constexpr std::array<Shown, 5> columns{
        {{"时间", "at"}, {"事件", "event"}, {"操作人", "actor"}, {"对象", "subject"}, {"说明", "detail"}}};
    return table_of(list_at(answer, "events"), columns);
}

}  // namespace clearing::tools
