#include "gateway/tools/schedule_commands.hpp"

#include "gateway/tools/print_parts.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr auto right = Align::right;

std::string print_schedule(const json::Value& answer) {
    constexpr std::array<Shown, 8> columns{{{"任务", "task"},
                                            {"期间", "period"},
                                            {"起", "from"},
                                            {"状态", "state"},
                                            {"次数", "attempts", right},
                                            {"下次", "next_try_at"},
                                            {"最近结果", "outcome"},
                                            {"原因", "why"}}};
    const bool is_off = at(answer, "enabled") != "是";
    const std::string head = is_off ? "the schedule is switched off: days are closed by hand\n" : "";
    return head + table_of(list_at(answer, "runs"), columns);
}

std::string print_deliveries(const json::Value& answer) {
    constexpr std::array<Shown, 7> columns{{{"告警序号", "alarm", right},
                                            {"渠道", "channel"},
                                            {"送达次数", "deliveries", right},
                                            {"失败次数", "failures", right},
                                            {"最近送达", "delivered_at"},
                                            {"下次发送", "next_try_at"},
                                            {"最近失败", "last_failure"}}};
    return table_of(list_at(answer, "deliveries"), columns);
}

}  // namespace

void add_schedule_command(CLI::App* day, Session& session) {
    command(day, "schedule", "What the daemons do by themselves: due, under way, waiting, next, and why",
            [&session] { show(session, session.get("/schedule"), print_schedule); });
}

void add_deliveries_command(CLI::App* alarm, Session& session) {
    add_limited(alarm, session,
                {"deliveries", "How far open alarms have been told, channel by channel", "/alarms/deliveries",
                 print_deliveries});
}

}  // namespace clearing::tools
