#include "gateway/tools/group.hpp"
#include "gateway/tools/print_prefund.hpp"

namespace clearing::tools {
namespace {

struct Whose {
    std::string counterparty, direction = "visitor";

    std::string path() const { return "/prefunds/" + path_segment(counterparty) + "/" + path_segment(direction); }
};

CLI::Validator adding_or_lowering() {
    return CLI::IsMember({"first", "annual", "urgent", "lowered", "returned"});
}

std::shared_ptr<Whose> add_whose(CLI::App* app) {
    auto whose = std::make_shared<Whose>();
    app->add_option("counterparty", whose->counterparty, "division code, 310000")->required();
    app->add_option("--direction", whose->direction,
                    "visitor (default): what it has with us; resident_away: we with it")
        ->check(directions());
    return whose;
}

struct Movement {
    std::string counterparty, platform, kind = "annual", amount, bank, serial, paid_on, note;
    long long year = 0;

    json::Value order() const {
        return json::Object{{"platform", platform}, {"year", year},     {"kind", kind},       {"amount", amount},
                            {"bank", bank},         {"serial", serial}, {"paid_on", paid_on}, {"note", note}};
    }
    bool adds() const { return kind != "lowered" && kind != "returned"; }
};

/// `receive` and `pay` say which way the money went; with the kind that says whose prefund it is.
struct Way {
    const char* name;
    const char* about;
    bool comes_in;
};

void add_movement(CLI::App* parent, Session& session, Way way) {
    auto movement = std::make_shared<Movement>();
    CLI::App* app = command(parent, way.name, way.about, [&session, movement, way] {
        const bool is_theirs = way.comes_in == movement->adds();
        const Whose whose{movement->counterparty, is_theirs ? "visitor" : "resident_away"};
        show(session, session.post(whose.path() + "/movements", json::write(movement->order())),
             print_prefund_movement);
    });
    app->add_option("counterparty", movement->counterparty, "division code, 310000")->required();
    app->add_option("--kind", movement->kind, "first, annual (default), urgent; lowered or returned: money goes back")
        ->check(adding_or_lowering());
    app->add_option("--platform", movement->platform, "of the agreement: delta, national …")->required();
    app->add_option("--year", movement->year, "the prefund's year")->required()->check(CLI::Range(2016LL, 2200LL));
    app->add_option("--amount", movement->amount, "yuan, 1000000.00")->required();
    app->add_option("--bank", movement->bank, "the bank's name")->required();
    app->add_option("--serial", movement->serial, "the transaction's serial: counts once")->required();
    app->add_option("--date,--paid-on", movement->paid_on, "the bank's day, 2018-02-20")->required();
    app->add_option("--note", movement->note, "anything");
    explain(app, std::string("prefund ") + way.name +
                     " 310000 --platform delta --year 2018 --amount 1000000.00 --bank ICBC --serial S1 "
                     "--date 2018-02-20");
}

void add_release(CLI::App* parent, Session& session) {
    auto no = std::make_shared<long long>(0);
    CLI::App* app =
        command(parent, "release", "Post a movement: another person than its maker (role checker)", [&session, no] {
            show(session, session.post("/prefunds/movements/" + std::to_string(*no) + "/release"),
                 print_prefund_movement);
        });
    app->add_option("no", *no, "its number, as in prefund movements")->required()->check(refused_number);
}

void add_size(CLI::App* parent, Session& session) {
    CLI::App* app = command(parent, "size", "A year's size, from last year's fourth quarter", {});
    const auto whose = add_whose(app);
    const auto query = QueryOptions(app).add("year", "default: this year").reader();
    app->callback(
        [&session, whose, query] { show(session, session.get(whose->path() + "/size", query()), print_prefund_size); });
}

void add_urgent(CLI::App* parent, Session& session) {
    struct Order {
        std::string signed_on, asked, note;
    };
    auto order = std::make_shared<Order>();
    CLI::App* app = command(parent, "urgent", "Write down a request to raise it within the year (role maker)", {});
    const auto whose = add_whose(app);
    app->add_option("--signed-on", order->signed_on, "the day it was signed, 2018-10-16")->required();
    app->add_option("--asked", order->asked, "by how much, yuan, 1000000.00")->required();
    app->add_option("--note", order->note, "anything");
    explain(app, "prefund urgent 310000 --signed-on 2018-10-16 --asked 1000000.00");
    app->callback([&session, whose, order] {
        const json::Value body =
            json::Object{{"signed_on", order->signed_on}, {"asked", order->asked}, {"note", order->note}};
        show(session, session.post(whose->path() + "/urgent", json::write(body)), print_urgent_increase);
    });
}

}  // namespace

void add_prefund_commands(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "prefund", "Prefunds: money placed in advance, how much of it is in use");
    command(parent, "list", "What is held, live exposure, its level",
            [&session] { show(session, session.get("/prefunds"), print_prefunds); });
    CLI::App* one = command(parent, "show", "One prefund: live exposure, official usage, forecast", {});
    const auto shown = add_whose(one);
    one->callback([&session, shown] { show(session, session.get(shown->path()), print_prefund); });
    CLI::App* forecast = command(parent, "forecast", "The day it runs out at the pace of the last days", {});
    const auto forecast_of = add_whose(forecast);
    forecast->callback(
        [&session, forecast_of] { show(session, session.get(forecast_of->path()), print_prefund_forecast); });
    add_size(parent, session);
    add_movement(parent, session, {"receive", "Enter money that has come in at the bank (role maker)", true});
    add_movement(parent, session, {"pay", "Enter money that has gone out at the bank (role maker)", false});
    add_release(parent, session);
    CLI::App* movements = command(parent, "movements", "Money that was entered, newest first", {});
    const auto query = QueryOptions(movements).add("year", "of this year only").reader();
    movements->callback(
        [&session, query] { show(session, session.get("/prefunds/movements", query()), print_prefund_movements); });
    add_urgent(parent, session);
    command(parent, "requests", "Requests to raise a prefund, newest first",
            [&session] { show(session, session.get("/prefunds/urgent"), print_urgent_increases); });
    CLI::App* check = command(parent, "check", "Counts every position again from the books", [&session] {
        const auto answer = session.get("/prefunds/check");
        show(session, answer, print_prefund_check);
        const json::Value* found = answer ? answer->find("disagreements") : nullptr;
        if (found != nullptr && found->as_array() != nullptr && !found->as_array()->empty())
            session.set_exit(Exit::failed);
    });
    check->footer(
        "Exit status: 0 the books bear out every position, 1 they do not, or refused, 2 wrong usage, 3 the daemon "
        "cannot be reached.");
}

}  // namespace clearing::tools
