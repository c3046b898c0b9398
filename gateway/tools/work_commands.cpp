#include "gateway/tools/group.hpp"
#include "gateway/tools/schedule_commands.hpp"

namespace clearing::tools {
namespace {

void add_reversal_order(CLI::App* doubt, Session& session) {
    auto id = std::make_shared<std::string>();
    CLI::App* reverse =
        command(doubt, "reverse", "Order its reversal, which another person then releases (role maker)", {});
    reverse->add_option("id", *id, "our setl_id, as in doubt list")->required();
    auto reason = std::make_shared<std::string>();
    reverse->add_option("--reason", *reason, "why it cannot be waited for, for whoever releases it")->required();
    explain(reverse,
            R"(doubt reverse 330200QK7VJ5M2N4P6R8T3X9ZB1CDE --reason "the answer lacks hosp_part_amt for good")");
    reverse->callback([&session, id, reason] {
        const json::Value body = json::Object{{"reason", *reason}};
        show(session, session.post("/doubts/" + path_segment(*id) + "/reversal", json::write(body)),
             print_reversal_order);
    });
}

/// What is done with an order that was given.
struct OrderStep {
    const char* name;
    const char* about;
};

void add_order_step(CLI::App* doubt, Session& session, OrderStep step) {
    auto no = std::make_shared<long long>(0);
    CLI::App* app = command(doubt, step.name, step.about, [&session, no, name = step.name] {
        show(session, session.post("/reversal-orders/" + std::to_string(*no) + "/" + name), print_reversal_order);
    });
    app->add_option("no", *no, "the order's number, as in doubt list")->required()->check(refused_number);
    explain(app, std::string("doubt ") + step.name + " 12");
}

void add_doubts(CLI::App& app, Session& session) {
    CLI::App* doubt = group(app, "doubt", "Open outcomes: settlements that are asked about");
    CLI::App* list = add_limited(doubt, session, {"list", "Open outcomes, oldest first", "/doubts", print_doubts});
    list->footer(
        "The gateway asks on by itself; nobody decides an outcome from here. What may be done: have the other side\n"
        "answer, by the msgid it got (去文 msgid of settlement show); a hospital that must have an end sends "
        "2601;\nwhere neither can be had, two persons have it reversed: doubt reverse, then doubt release.\n\n" +
        std::string(usual_exit_status));
    add_reversal_order(doubt, session);
    add_order_step(doubt, session,
                   {"release", "Release the order and reverse: another than who gave it (role checker)"});
    add_order_step(doubt, session,
                   {"withdraw", "It is not to be reversed after all; nobody has released it yet (role maker)"});
}

void add_resume(CLI::App* outbox, Session& session) {
    struct Order {
        long long no = 0;
        std::string peer;
    };
    auto order = std::make_shared<Order>();
    CLI::App* resume = command(outbox, "resume", "Send parked rows again, from now (role operator)", [&session, order] {
        const json::Value body = order->peer.empty() ? json::Value(json::Object{{"no", order->no}})
                                                     : json::Value(json::Object{{"peer", order->peer}});
        show(session, session.post("/outbox/resume", json::write(body)), print_resumed);
    });
    CLI::App* which = resume->add_option_group("which", "One of them");
    which->add_option("--no", order->no, "this row, as in outbox list")->check(refused_number);
    which->add_option("--peer", order->peer, "every parked row of this other side")->check([](const std::string& name) {
        return name.empty() ? "is empty" : "";
    });
    which->require_option(1);
    explain(resume, "outbox resume --no 12");
}

void add_outbox(CLI::App& app, Session& session) {
    CLI::App* outbox = group(app, "outbox", "What is told to other sides later: fee lines");
    CLI::App* list = command(outbox, "list", "Its rows, newest first", {});
    const auto query = QueryOptions(list)
                           .add("state", "its state", CLI::IsMember({"pending", "parked", "done", "withdrawn"}))
                           .add_limit()
                           .reader();
    explain(list, "outbox list --state parked");
    list->callback([&session, query] { show(session, session.get("/outbox", query()), print_outbox); });
    add_resume(outbox, session);
}

void add_alarms(CLI::App& app, Session& session) {
    CLI::App* alarm = group(app, "alarm", "Alarms");
    add_deliveries_command(alarm, session);
    add_limited(alarm, session, {"list", "Alarms nobody has acknowledged, newest first", "/alarms", print_alarms});
    auto no = std::make_shared<long long>(0);
    CLI::App* acknowledge =
        command(alarm, "acknowledge", "Somebody has taken note of it (role operator)", [&session, no] {
            const std::string path = "/alarms/" + std::to_string(*no) + "/acknowledge";
            show(session, session.post(path), print_acknowledgement);
        });
    acknowledge->add_option("no", *no, "its number, as in alarm list")->required()->check(refused_number);
}

}  // namespace

void add_work_commands(CLI::App& app, Session& session) {
    add_doubts(app, session);
    add_outbox(app, session);
    add_alarms(app, session);
}

}  // namespace clearing::tools
