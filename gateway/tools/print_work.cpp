#include "gateway/tools/print.hpp"
#include "gateway/tools/print_parts.hpp"
#include "gateway/tools/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

// What is still to be done, as an operator reads it.

namespace clearing::tools {
namespace {

constexpr auto left = Align::left, right = Align::right;

/// "2d 03:04:05"
std::string age_of(const std::string& text) {
    long long seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    const std::string clock = fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    const long long days = seconds / 86'400;
    return days > 0 ? fmt::format("{}d {}", days, clock) : clock;
}

/// What a person may do about an open outcome. Nobody decides one from here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> ways_on{
    {{"in_doubt",
      "结果未知：系统会一直查询，以对方答复为准。可凭去文 msgid（settlement show）催对方应答；医院须有结果的，由其以原 "
      "msgid 发 2601 冲正；均无法办理的，由经办下达冲正指令（doubt reverse），另一人复核放行（doubt release）"},
     {"reversing", "冲正中：系统会一直冲正，待对方确认。可凭冲正 msgid（settlement show）催对方"},
     {"awaiting_answer", "等待应答：应答不到时系统自动转为查询"},
     {"not_sent", "未发出：本方的撤销，系统会再发"}}};

std::string ways_on_from(const json::Array& doubts) {
    std::string text;
    for (const auto& [state, way] : ways_on)
        if (std::ranges::any_of(doubts, [&](const json::Value& row) { return at(row, "state") == state; }))
            text += fmt::format("{}\n", way);
    return text;
}

json::Array with_ages(json::Array rows) {
    for (json::Value& row : rows)
        row.set("age", age_of(at(row, "age_seconds")));
    return rows;
}

/// Nothing where nothing is owed.
std::string print_owed(const json::Array& rows) {
    constexpr std::array<Shown, 8> columns{{{"结算号", "settlement_id"},
                                            {"平台", "platform"},
                                            {"对方", "other_side"},
                                            {"总额", "total", right},
                                            {"起始", "since"},
                                            {"已历时", "age", right},
                                            {"未成撤销", "came_to_nothing", right},
                                            {"已放弃", "given_up"}}};
    if (rows.empty()) return {};
    return "\n待本方撤销（已入账，冲正未赶上）\n" + table_of(rows, columns) +
           "未放弃的，系统会再发撤销；已放弃的，与对方查明原因后，由医院以该结算号撤销（2208、2305）\n";
}

/// Those of settlements beyond the list's limit too: nobody releases what they have not read.
std::string print_standing(const json::Array& orders) {
    constexpr std::array<Shown, 5> columns{{{"冲正指令", "no", right},
                                            {"结算号", "settlement_id"},
                                            {"下达", "ordered.by"},
                                            {"下达时间", "ordered.at"},
                                            {"事由", "reason"}}};
    if (orders.empty()) return {};
    return "\n待复核放行的冲正指令\n" + table_of(orders, columns);
}

}  // namespace

std::string print_doubts(const json::Value& answer) {
    constexpr std::array<Shown, 15> columns{{{"结算号", "settlement_id"},
                                             {"类型", "kind", left, words::settlement_kind},
                                             {"状态", "state_zh"},
                                             {"方向", "direction", left, words::direction},
                                             {"平台", "platform"},
                                             {"对方", "other_side"},
                                             {"总额", "total", right},
                                             {"起始", "since"},
                                             {"已历时", "age", right},
                                             {"查询次数", "asked", right},
                                             {"下次查询", "next_question_at"},
                                             {"最近结果", "last_answer"},
                                             {"查询者", "owner"},
                                             {"告警", "alarmed"},
                                             {"冲正指令", "reversal_order.no", right}}};
    const json::Array rows = with_ages(list_at(answer, "doubts"));
    return table_of(rows, columns) + ways_on_from(rows) + print_standing(list_at(answer, "reversal_orders")) +
           print_owed(with_ages(list_at(answer, "owed_undoings")));
}

std::string print_reversal_order(const json::Value& answer) {
    constexpr std::array<Shown, 10> facts{{{"冲正指令", "no"},
                                           {"结算号", "settlement_id"},
                                           {"结算状态", "settlement_state_zh"},
                                           {"事由", "reason"},
                                           {"下达", "ordered.by"},
                                           {"下达时间", "ordered.at"},
                                           {"复核放行", "released.by"},
                                           {"放行时间", "released.at"},
                                           {"撤回", "withdrawn.by"},
                                           {"撤回时间", "withdrawn.at"}}};
    return facts_of(answer, facts);
}

std::string print_outbox(const json::Value& answer) {
    constexpr std::array<Shown, 8> columns{{{"序号", "no", right},
                                            {"结算号", "settlement_id"},
                                            {"对方", "peer"},
                                            {"状态", "state", left, words::outbox_state},
                                            {"次数", "attempts", right},
                                            {"最近失败", "last_failure"},
                                            {"入队", "queued_at"},
                                            {"下次发送", "next_try_at"}}};
    return table_of(list_at(answer, "outbox"), columns);
}

std::string print_resumed(const json::Value& answer) {
    const std::string count = at(answer, "resumed");
    return count == "0" ? "nothing was parked there" : fmt::format("{} to be sent again", count);
}

std::string print_forwarding(const json::Value& answer) {
    return fmt::format("forwarding to {} is {}", at(answer, "peer"), at(answer, "on") == "是" ? "on" : "off");
}

std::string print_alarms(const json::Value& answer) {
    constexpr std::array<Shown, 5> columns{
        {{"序号", "no", right}, {"时间", "raised_at"}, {"类别", "kind"}, {"对象", "subject"}, {"告警", "text"}}};
    return table_of(list_at(answer, "alarms"), columns);
}

std::string print_acknowledgement(const json::Value& answer) {
    return fmt::format("alarm {} acknowledged by {} at {}", at(answer, "no"), at(answer, "by"), at(answer, "at"));
}

}  // namespace clearing::tools
