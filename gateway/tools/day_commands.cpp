#include "gateway/tools/day_options.hpp"
#include "gateway/tools/group.hpp"
#include "gateway/tools/print_differences.hpp"
#include "gateway/tools/reconciliation_commands.hpp"
#include "gateway/tools/schedule_commands.hpp"

namespace clearing::tools {
namespace {

std::string text_of(const json::Value& answer, std::string_view key) {
    const json::Value* value = answer.find(key);
    return value && value->as_string() ? *value->as_string() : std::string();
}

/// The statement that the close made, as the demo and finance read it.
void show_closed(Session& session, const std::optional<json::Value>& statement) {
    if (!statement) return;
    if (session.as_json) return session.print_json(*statement);
    const auto text =
        session.fetch("GET", "/statements/" + path_segment(text_of(*statement, "id")), {{"format", "text"}});
    if (text) session.print(text->body);
}

void add_days(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "day", "Clearing days");
    CLI::App* list = command(parent, "list", "The days that exist, newest first", {});
    const auto query = QueryOptions(list).add("day", "only this one, 2018-10-16").add_pair().reader();
    list->callback([&session, query] { show(session, session.get("/days", query()), print_days); });

    CLI::App* one = command(parent, "show", "One day: totals, balance, carried lines, differences", {});
    const auto shown = add_day_options(one);
    explain(one, "day show " + day_example);
    one->callback([&session, shown] { show(session, session.get(shown->path()), print_day); });

    add_schedule_command(parent, session);

    CLI::App* close = command(parent, "close", "Close it, reconcile it, make its statement (role maker)", {});
    const auto closed = add_day_options(close);
    explain(close, "day close " + day_example);
    close->callback([&session, closed] { show_closed(session, session.finish(closed->path() + "/closings", {})); });
    add_day_file_commands(parent, session);
}

}  // namespace

void add_day_commands(CLI::App& app, Session& session) {
    add_days(app, session);

    CLI::App* reconcile = group(app, "reconcile", "What the reconciliation of a day found");
    CLI::App* found = command(reconcile, "show", "Differences of one day", {});
    const auto of_day = add_day_options(found);
    explain(found, "reconcile show " + day_example);
    found->callback([&session, of_day] {
        show(session, session.get("/differences", of_day->query()),
             [](const json::Value& answer) { return print_differences(answer, false); });
    });

    CLI::App* run =
        command(reconcile, "run", "Compare a closed or agreed day with the other side again (role maker)", {});
    const auto ordered = add_day_options(run);
    explain(run, "reconcile run " + day_example);
    run->callback([&session, ordered] {
        show(session, session.finish(ordered->path() + "/reconciliations", {}), print_reconciled);
    });
    add_hospital_commands(reconcile, session);

    CLI::App* difference = group(app, "difference", "Differences of all days, and the cases they became");
    CLI::App* list = command(difference, "list", "Differences, of the newest 60 days or of those asked for", {});
    const auto query = QueryOptions(list).add("day", "clearing day, 2018-10-16").add_pair().reader();
    explain(list, "difference list --day 2018-10-16 --counterparty 310000");
    list->callback([&session, query] {
        show(session, session.get("/differences", query()),
             [](const json::Value& answer) { return print_differences(answer, true); });
    });
    add_case_commands(difference, session);
}

}  // namespace clearing::tools
