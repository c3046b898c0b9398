#include "gateway/tools/group.hpp"
#include "gateway/tools/print_parts.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr auto right = Align::right;

std::string print_calendar(const json::Value& answer) {
    constexpr std::array<Shown, 4> facts{
        {{"年份", "year"}, {"已载入", "loaded"}, {"日期", "today.day"}, {"工作日", "today.works"}}};
    constexpr std::array<Shown, 4> ends{
        {{"平台", "platform"}, {"截止", "ends_at"}, {"对账起", "compared_from"}, {"应于此前对平", "due_at"}}};
    constexpr std::array<Shown, 4> days{{{"日期", "day"}, {"上班", "works"}, {"名称", "name"}, {"文号", "notice"}}};
    constexpr std::array<Shown, 6> cut_offs{{{"平台", "platform"},
                                             {"起", "valid_from"},
                                             {"止", "valid_to"},
                                             {"截止时刻", "cut_off", right},
                                             {"宽限（分钟）", "grace_minutes", right},
                                             {"应对平（分钟）", "due_minutes", right}}};
    constexpr std::array<Shown, 5> deadlines{
        {{"期限", "name"}, {"起算", "counts_from"}, {"规则", "rule"}, {"起", "valid_from"}, {"止", "valid_to"}}};
    static const json::Value none = json::Object{};
    const json::Value* today = answer.find("today");
    return facts_of(answer, facts) + "\n" + table_of(list_at(today ? *today : none, "platforms"), ends) + "\n" +
           table_of(list_at(answer, "special_days"), days) + "\n" + table_of(list_at(answer, "cut_offs"), cut_offs) +
           "\n" + table_of(list_at(answer, "deadlines"), deadlines);
}

std::string print_deadline(const json::Value& answer) {
    constexpr std::array<Shown, 6> facts{{{"期限", "name"},
                                          {"规则", "rule"},
                                          {"起算日", "from"},
                                          {"最后一日", "last_day"},
                                          {"已过", "passed"},
                                          {"依据", "source"}}};
    return facts_of(answer, facts);
}

void check(Session& session) {
    const auto answer = session.get("/calendar/check");
    if (!answer) return;
    const json::Array& findings = list_at(*answer, "findings");
    if (session.as_json)
        session.print_json(*answer);
    else if (findings.empty())
        session.print("the calendar is in order");
    else
        for (const json::Value& finding : findings)
            session.print(*finding.as_string());
    if (!findings.empty()) session.set_exit(Exit::failed);
}

}  // namespace

void add_calendar_commands(CLI::App& app, Session& session) {
    CLI::App* calendar = group(app, "calendar", "Working days, cut-offs, deadlines");
    CLI::App* shown = command(calendar, "show", "Holidays and make-up days of a year, cut-offs, deadlines", {});
    const auto query =
        QueryOptions(shown).add("year", "default: this one").add("day", "whose ends are shown (today)").reader();
    shown->callback([&session, query] { show(session, session.get("/calendar", query()), print_calendar); });

    CLI::App* checked = command(calendar, "check", "What the calendar lacks today", [&session] { check(session); });
    checked->footer("Exit status: 0 in order, 1 something is missing, 2 wrong usage, 3 the daemon cannot be reached.");

    CLI::App* deadline = command(calendar, "deadline", "A deadline, counted", {});
    auto name = std::make_shared<std::string>();
    deadline->add_option("name", *name, "as in calendar show: to_finance, tables_confirmed, …")->required();
    const auto from = QueryOptions(deadline).add("from", "day it is counted from (today), 2018-09-28").reader();
    explain(deadline, "calendar deadline to_finance --from 2018-09-28");
    deadline->callback([&session, name, from] {
        Query query = from();
        query["name"] = *name;
        show(session, session.get("/calendar/deadline", query), print_deadline);
    });
}

}  // namespace clearing::tools
