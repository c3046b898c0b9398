#include "gateway/tools/print_money.hpp"

#include "gateway/tools/words.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr auto left = Align::left, right = Align::right;

constexpr std::array<Shown, 9> notice_columns{{{"通知书号", "id"},
                                               {"种类", "title_zh"},
                                               {"对方", "counterparty_name"},
                                               {"进度", "state", left, words::notice_state},
                                               {"状态", "standing_zh"},
                                               {"清算", "cleared", right},
                                               {"结转", "carried", right},
                                               {"未付", "open", right},
                                               {"逾期天数", "days_late", right}}};

constexpr std::array<Shown, 8> payment_columns{{{"编号", "id"},
                                                {"日期", "date"},
                                                {"对方", "counterparty"},
                                                {"收付", "direction", left, words::money_direction},
                                                {"金额", "amount", right},
                                                {"待核对", "unallocated", right},
                                                {"状态", "state_zh"},
                                                {"通知书号", "notice"}}};

constexpr std::array<Shown, 7> adjustment_columns{{{"结算号", "settlement"},
                                                   {"原因", "reason_zh"},
                                                   {"金额", "amount", right},
                                                   {"承担", "bearer", left, words::bearer},
                                                   {"来源", "origin"},
                                                   {"经手", "by"},
                                                   {"时间", "at"}}};

constexpr std::array<Shown, 12> offer_columns{{{"序号", "no"},
                                               {"结算号", "settlement"},
                                               {"清算日", "day"},
                                               {"原因", "reason_zh"},
                                               {"金额", "amount", right},
                                               {"对方", "peer"},
                                               {"状态", "state", left, words::offer_state},
                                               {"次数", "attempts", right},
                                               {"下次询问", "next_try_at"},
                                               {"最近失败", "last_failure"},
                                               {"经手", "by"},
                                               {"来源", "origin"}}};

constexpr std::array<Shown, 8> finding_columns{{{"编号", "id"},
                                                {"结算号", "settlement"},
                                                {"类别", "class_zh"},
                                                {"进度", "state", left, words::finding_state},
                                                {"金额", "amount", right},
                                                {"原因", "reason"},
                                                {"提出", "proposed.by"},
                                                {"认定", "accepted.by"}}};

constexpr std::array<Shown, 9> institution_columns{{{"编号", "id"},
                                                    {"机构", "institution"},
                                                    {"对方", "counterparty"},
                                                    {"日期", "date"},
                                                    {"金额", "amount", right},
                                                    {"状态", "state_zh"},
                                                    {"录入", "entered.by"},
                                                    {"复核", "confirmed.by"},
                                                    {"退回原因", "return_reason"}}};
constexpr std::array<Shown, 4> owed_columns{
    {{"机构", "institution"}, {"平台", "platform"}, {"对方", "counterparty"}, {"应付", "owed", right}}};
constexpr std::array<Shown, 4> share_columns{{{"险种", "insurance_type", left, words::insurance},
                                              {"类别", "care", left, words::care},
                                              {"基金", "component", left, words::component},
                                              {"金额", "amount", right}}};

/// Only what is pending is asked again.
std::string offers(json::Array rows) {
    for (json::Value& row : rows)
        if (at(row, "state") != "pending") row.set("next_try_at", nullptr);
    return table_of(rows, offer_columns);
}

}  // namespace

std::string print_findings(const json::Value& answer) {
    return table_of(list_at(answer, "findings"), finding_columns);
}

std::string print_finding(const json::Value& answer) {
    return table_of({answer}, finding_columns);
}

std::string print_notices(const json::Value& answer) {
    return table_of(list_at(answer, "notices"), notice_columns);
}

std::string print_notice(const json::Value& answer) {
    constexpr std::array<Shown, 18> facts{{{"通知书号", "id"},
                                           {"种类", "title_zh"},
                                           {"对方", "counterparty_name"},
                                           {"起", "first"},
                                           {"止", "last"},
                                           {"笔数", "lines"},
                                           {"进度", "state", left, words::notice_state},
                                           {"状态", "standing_zh"},
                                           {"清算", "cleared"},
                                           {"结转", "carried"},
                                           {"已结", "settled"},
                                           {"未付", "open"},
                                           {"经办", "made.by"},
                                           {"复核", "checked.by"},
                                           {"签发", "released.by"},
                                           {"交财务期限", "hand_over_due.day"},
                                           {"付款期限", "payment_due.day"},
                                           {"转入", "carried_into"}}};
    return facts_of(answer, facts) + "\n" + table_of(list_at(answer, "owed_cells"), share_columns);
}

std::string print_payments(const json::Value& answer) {
    return table_of(list_at(answer, "payments"), payment_columns);
}

std::string print_payment(const json::Value& answer) {
    return table_of({answer}, payment_columns);
}

std::string print_payment_import(const json::Value& answer) {
    constexpr std::array<Shown, 2> columns{{{"row", "row", right}, {"reason", "reason"}}};
    std::string text = fmt::format("{} entered ({} of them wait for a notice), {} known already", at(answer, "entered"),
                                   at(answer, "waiting"), at(answer, "known"));
    const json::Array& bad = list_at(answer, "bad");
    if (!bad.empty()) text += fmt::format(", {} refused\n{}", bad.size(), table_of(bad, columns));
    return text;
}

std::string print_adjustments(const json::Value& answer) {
    return table_of(list_at(answer, "adjustments"), adjustment_columns);
}

std::string print_adjustment(const json::Value& answer) {
    return table_of({answer}, adjustment_columns);
}

std::string print_offers(const json::Value& answer) {
    return offers(list_at(answer, "offers"));
}

std::string print_offer(const json::Value& answer) {
    return offers({answer});
}

std::string print_ledger_proof(const json::Value& answer) {
    constexpr std::array<Shown, 7> columns{{{"law", "law"},
                                            {"platform", "platform"},
                                            {"counterparty", "counterparty"},
                                            {"direction", "direction", left, words::direction},
                                            {"component", "component", left, words::component},
                                            {"documents", "expected", right},
                                            {"ledger", "found", right}}};
    const json::Array& broken = list_at(answer, "broken");
    if (broken.empty()) return fmt::format("the books of {} are sound", at(answer, "day"));
    return table_of(broken, columns);
}

std::string print_institution_payments(const json::Value& answer) {
    return table_of(list_at(answer, "payments"), institution_columns);
}

std::string print_institution_payment(const json::Value& answer) {
    return table_of({answer}, institution_columns) + table_of(list_at(answer, "shares"), share_columns);
}

std::string print_institution_owed(const json::Value& answer) {
    return table_of({answer}, owed_columns) + table_of(list_at(answer, "owed_cells"), share_columns);
}

std::string print_year_end(const json::Value& answer) {
    constexpr std::array<Shown, 3> columns{
        {{"事项", "kind", left, words::open_item}, {"编号", "id"}, {"未结", "amount", right}}};
    const json::Array& open = list_at(answer, "open");
    if (open.empty()) return fmt::format("{} is closed", at(answer, "year"));
    return fmt::format("{} is to be closed by {}\n{}", at(answer, "year"), at(answer, "closes"),
                       table_of(open, columns));
}

}  // namespace clearing::tools
