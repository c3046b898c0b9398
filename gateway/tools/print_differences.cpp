#include "gateway/tools/print_differences.hpp"

#include "gateway/tools/print_parts.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr auto right = Align::right;

}  // namespace

std::string print_cases(const json::Value& answer) {
    constexpr std::array<Shown, 16> columns{{{"序号", "no", right},
                                             {"状态", "state_zh"},
                                             {"差异类型", "kind_zh"},
                                             {"清算日", "day"},
                                             {"平台", "platform"},
                                             {"清算对方", "counterparty"},
                                             {"方向", "direction_zh"},
                                             {"结算号", "settlement.id"},
                                             {"我方", "ours", right},
                                             {"对方", "theirs", right},
                                             {"轮到", "turn"},
                                             {"经办人", "owner"},
                                             {"历时天数", "age_days", right},
                                             {"下次处理", "next_try_at"},
                                             {"期限", "due"},
                                             {"逾期", "overdue"}}};
    return table_of(list_at(answer, "cases"), columns);
}

std::string print_case(const json::Value& answer) {
    constexpr std::array<Shown, 25> facts{{{"序号", "no"},
                                           {"状态", "state_zh"},
                                           {"差异类型", "kind_zh"},
                                           {"说明", "note"},
                                           {"清算日", "day"},
                                           {"平台", "platform"},
                                           {"清算对方", "counterparty"},
                                           {"方向", "direction_zh"},
                                           {"结算号", "settlement.id"},
                                           {"我方", "ours"},
                                           {"对方", "theirs"},
                                           {"处理步骤", "step_zh"},
                                           {"次数", "attempts"},
                                           {"下次处理", "next_try_at"},
                                           {"发现", "opened_at"},
                                           {"发现人", "opened_by"},
                                           {"轮到", "turn"},
                                           {"经办人", "owner"},
                                           {"指派人", "assigned_by"},
                                           {"期限", "due"},
                                           {"逾期", "overdue"},
                                           {"办结人", "ended_by"},
                                           {"办结时间", "ended_at"},
                                           {"结果", "outcome"},
                                           {"凭证", "voucher"}}};
    constexpr std::array<Shown, 3> note_columns{{{"时间", "at"}, {"作者", "author"}, {"记录", "text"}}};
    std::string text = facts_of(answer, facts);
    if (answer.find("notes")) text += "\n" + table_of(list_at(answer, "notes"), note_columns);
    return text;
}

std::string print_reconciled(const json::Value& answer) {
    constexpr std::array<Shown, 2> columns{{{"差异类型", "kind_zh"}, {"笔数", "lines", right}}};
    if (at(answer, "equal") == "是" && list_at(answer, "kinds").empty()) return "the day is equal on both sides\n";
    return table_of(list_at(answer, "kinds"), columns) +
           fmt::format("{} cases opened, {} settled\n", at(answer, "cases_opened"), at(answer, "cases_settled"));
}

}  // namespace clearing::tools
