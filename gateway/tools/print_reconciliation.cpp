#include "gateway/tools/print_reconciliation.hpp"

#include "gateway/tools/print_parts.hpp"
#include "gateway/tools/words.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr auto left = Align::left, right = Align::right;

std::string with_title(const std::string& title, const json::Array& rows, std::span<const Shown> columns) {
    if (rows.empty()) return {};
    return title + "\n" + table_of(rows, columns) + "\n";
}

std::string print_month_table(const json::Value& table) {
    constexpr std::array<Shown, 8> rows{{{"序号", "no", right},
                                         {"险种", "insurance_type", left, words::insurance},
                                         {"就医类别", "care", left, words::care},
                                         {"结算人次", "settled", right},
                                         {"清分人次", "allocated", right},
                                         {"医疗费用总金额", "total", right},
                                         {"个人支付", "personal", right},
                                         {"记账金额", "booked", right}}};
    constexpr std::array<Shown, 5> adjustments{{{"凭证", "voucher"},
                                                {"险种", "insurance_type", left, words::insurance},
                                                {"就医类别", "care", left, words::care},
                                                {"项目", "component", left, words::component},
                                                {"调整金额", "amount", right}}};
    constexpr std::array<Shown, 5> differences{{{"险种", "insurance_type", left, words::insurance},
                                                {"就医类别", "care", left, words::care},
                                                {"数", "figure"},
                                                {"按明细", "by_lines", right},
                                                {"按各日", "by_days", right}}};
    std::string text =
        fmt::format("{} {} {} {} {}\n", at(table, "month"), at(table, "platform"), at(table, "counterparty"),
                    at(table, "counterparty_name"), words::direction(at(table, "direction")));
    text += with_title("跨省异地就医费用清算表", list_at(table, "rows"), rows);
    text += with_title("调整", list_at(table, "adjustments"), adjustments);
    text += fmt::format("记账金额合计 {}，调整后 {}；未清 {} 笔，跨月补入 {} 笔，次月补清 {} 笔\n",
                        at(table, "booked_total"), at(table, "adjusted_total"), at(table, "carried"),
                        at(table, "late_in"), at(table, "late_out"));
    text += list_at(table, "differences").empty() ? "与各日之和相符\n" : "与各日之和不符：\n";
    return text + with_title("", list_at(table, "differences"), differences) + "\n";
}

}  // namespace

std::string print_month(const json::Value& answer) {
    constexpr std::array<Shown, 5> steps{
        {{"步骤", "step"}, {"期限", "due"}, {"完成", "done"}, {"逾期", "late"}, {"说明", "note"}}};
    const json::Array& tables = list_at(answer, "tables");
    std::string text = tables.empty() ? "（无）\n" : "";
    for (const json::Value& table : tables)
        text += print_month_table(table);
    return text + with_title("月清算日程", list_at(answer, "steps"), steps);
}

std::string print_institutions(const json::Value& answer) {
    constexpr std::array<Shown, 7> confirmations{{{"机构", "institution"},
                                                  {"月份", "month"},
                                                  {"报文", "message"},
                                                  {"确认", "confirmed", right},
                                                  {"不确认", "refused", right},
                                                  {"时间", "at"},
                                                  {"撤回", "rolled_back_at"}}};
    constexpr std::array<Shown, 7> comparisons{{{"机构", "institution"},
                                                {"起", "begin"},
                                                {"止", "end"},
                                                {"上传", "sent", right},
                                                {"相符", "matched", right},
                                                {"不可读", "unreadable", right},
                                                {"时间", "at"}}};
    constexpr std::array<Shown, 3> differences{{{"结算号", "settlement_id"}, {"结果", "result"}, {"说明", "memo"}}};
    constexpr std::array<Shown, 3> unconfirmed{
        {{"机构", "institution"}, {"结算号", "settlement.id"}, {"原因", "reason"}}};
    std::string text = with_title("确认（3261）", list_at(answer, "confirmations"), confirmations);
    text += with_title("对明细账（3202）", list_at(answer, "comparisons"), comparisons);
    for (const json::Value& comparison : list_at(answer, "comparisons"))
        text += with_title("不符：" + at(comparison, "message"), list_at(comparison, "differences"), differences);
    const json::Array& open = list_at(answer, "unconfirmed");
    return text + fmt::format("未确认 {} 笔\n", open.size()) + with_title("", open, unconfirmed);
}

}  // namespace clearing::tools
