#include "gateway/tools/print_prefund.hpp"

#include "gateway/tools/print_parts.hpp"
#include "gateway/tools/words.hpp"

#include <array>

namespace clearing::tools {
namespace {

constexpr auto left = Align::left, right = Align::right;

constexpr std::array<Shown, 4> forecast_facts{{{"统计天数", "forecast.days", right},
                                               {"天数口径", "forecast.counts", left, words::days_counted},
                                               {"期间记账", "forecast.booked", right},
                                               {"预计用尽日", "forecast.exhausted_on"}}};

constexpr std::array<Shown, 12> urgent_columns{{{"no", "no", right},
                                                {"清算对方", "counterparty"},
                                                {"方向", "direction_zh"},
                                                {"年度", "year", right},
                                                {"签字日", "signed_on"},
                                                {"申请期限", "apply_by"},
                                                {"申请金额", "asked", right},
                                                {"预付金", "held", right},
                                                {"占用额", "exposure", right},
                                                {"本期待清算", "to_clear", right},
                                                {"预计用尽日", "exhausted_on"},
                                                {"经办", "made_by"}}};

constexpr std::array<Shown, 14> movement_columns{{{"no", "no", right},
                                                  {"清算对方", "counterparty"},
                                                  {"方向", "direction_zh"},
                                                  {"平台", "platform"},
                                                  {"年度", "year", right},
                                                  {"种类", "kind_zh"},
                                                  {"金额", "amount", right},
                                                  {"银行", "bank"},
                                                  {"流水号", "serial"},
                                                  {"日期", "paid_on"},
                                                  {"经办", "made_by"},
                                                  {"复核", "released_by"},
                                                  {"复核时间", "released_at"},
                                                  {"凭证", "voucher"}}};

}  // namespace

std::string print_prefunds(const json::Value& answer) {
    constexpr std::array<Shown, 6> columns{{{"清算对方", "counterparty"},
                                            {"方向", "direction_zh"},
                                            {"预付金", "held", right},
                                            {"占用额", "exposure", right},
                                            {"占用 %", "exposure_percent", right},
                                            {"状态", "level_zh"}}};
    return table_of(list_at(answer, "prefunds"), columns);
}

std::string print_prefund(const json::Value& answer) {
    constexpr std::array<Shown, 15> facts{{{"清算对方", "counterparty"},
                                           {"方向", "direction_zh"},
                                           {"预付金", "held", right},
                                           {"占用额", "exposure", right},
                                           {"占用 %", "exposure_percent", right},
                                           {"状态", "level_zh"},
                                           {"期间自", "period_from"},
                                           {"期间至", "period_to"},
                                           {"本期待清算", "to_clear", right},
                                           {"使用率 %", "usage_percent", right},
                                           {"使用率预警", "usage_zh"},
                                           forecast_facts[0],
                                           forecast_facts[1],
                                           forecast_facts[2],
                                           forecast_facts[3]}};
    return facts_of(answer, facts);
}

std::string print_prefund_forecast(const json::Value& answer) {
    return facts_of(answer, forecast_facts);
}

std::string print_prefund_size(const json::Value& answer) {
    constexpr std::array<Shown, 9> facts{{{"清算对方", "counterparty"},
                                          {"年度", "year", right},
                                          {"上年第四季度记账", "quarter", right},
                                          {"系数", "factor", right},
                                          {"预付金额度", "size", right},
                                          {"现有预付金", "held", right},
                                          {"应调整", "change", right},
                                          {"通知期限", "notice_by"},
                                          {"拨付期限", "paid_by"}}};
    return facts_of(answer, facts);
}

std::string print_prefund_movement(const json::Value& answer) {
    return facts_of(answer, movement_columns);
}

std::string print_prefund_movements(const json::Value& answer) {
    return table_of(list_at(answer, "movements"), movement_columns);
}

std::string print_urgent_increase(const json::Value& answer) {
    return facts_of(answer, urgent_columns);
}

std::string print_urgent_increases(const json::Value& answer) {
    return table_of(list_at(answer, "urgent"), urgent_columns);
}

std::string print_prefund_check(const json::Value& answer) {
    constexpr std::array<Shown, 6> columns{{{"清算对方", "counterparty"},
                                            {"方向", "direction_zh"},
                                            {"预付金", "held", right},
                                            {"账上", "held_by_the_books", right},
                                            {"占用额", "exposure", right},
                                            {"账上", "exposure_by_the_books", right}}};
    const json::Array& found = list_at(answer, "disagreements");
    return found.empty() ? "the books bear out every position" : table_of(found, columns);
}

}  // namespace clearing::tools
