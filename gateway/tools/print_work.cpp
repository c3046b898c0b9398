#include "gateway/tools/print.hpp"
#include "gateway/tools/print_parts.hpp"
#include "gateway/tools/words.hpp"

#include <array>
#include <charconv>

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

}  // namespace

std::string print_doubts(const json::Value& answer) {
    constexpr std::array<Shown, 11> columns{{{"结算号", "settlement_id"},
                                             {"状态", "state_zh"},
                                             {"平台", "platform"},
                                             {"对方", "other_side"},
                                             {"总额", "total", right},
                                             {"起始", "since"},
                                             {"已历时", "age", right},
                                             {"查询次数", "asked", right},
                                             {"下次查询", "next_question_at"},
                                             {"最近结果", "last_answer"},
                                             {"告警", "alarmed"}}};
    json::Array rows = list_at(answer, "doubts");
    for (json::Value& row : rows)
        row.set("age", age_of(at(row, "age_seconds")));
    return table_of(rows, columns);
}

std::string print_outbox(const json::Value& answer) {
    constexpr std::array<Shown, 8> columns{{{"no", "no", right},
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
        {{"no", "no", right}, {"raised", "raised_at"}, {"kind", "kind"}, {"subject", "subject"}, {"alarm", "text"}}};
    return table_of(list_at(answer, "alarms"), columns);
}

std::string print_acknowledgement(const json::Value& answer) {
    return fmt::format("alarm {} acknowledged by {} at {}", at(answer, "no"), at(answer, "by"), at(answer, "at"));
}

}  // namespace clearing::tools
