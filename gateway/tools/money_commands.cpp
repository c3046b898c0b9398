#include "gateway/tools/group.hpp"
#include "gateway/tools/print_money.hpp"

#include <fstream>
#include <iterator>

namespace clearing::tools {
namespace {

/// Options that become members of an order's body, those that were given.
class BodyOptions {
public:
    explicit BodyOptions(CLI::App* app) : app_(app) {}

    BodyOptions& add(const std::string& name, const std::string& meaning, bool required = true,
                     const std::optional<CLI::Validator>& check = std::nullopt) {
        auto value = std::make_shared<std::string>();
        CLI::Option* option = app_->add_option("--" + name, *value, meaning);
        if (required) option->required();
        if (check) option->check(*check);
        values_->emplace_back(name, std::move(value));
        return *this;
    }
    std::function<json::Object()> reader() const {
        return [values = values_] {
            json::Object body;
            for (const auto& [name, value] : *values)
                if (!value->empty()) body.emplace_back(name, *value);
            return body;
        };
    }

private:
    using Values = std::vector<std::pair<std::string, std::shared_ptr<std::string>>>;
    CLI::App* app_;
    std::shared_ptr<Values> values_ = std::make_shared<Values>();
};

BodyOptions& add_pair(BodyOptions& options) {
    return options.add("platform", "delta, national …")
        .add("counterparty", "division code, 310000")
        .add("direction", "visitor: we receive; resident_away: we pay", true, directions());
}

BodyOptions& add_entry(BodyOptions& options) {
    return options.add("bank", "the bank's name")
        .add("serial", "the transaction's serial: counts once")
        .add("date", "the day it moved, 2018-11-20")
        .add("amount", "yuan, 1128.60");
}

std::string path_of(const char* what, const std::string& id, const char* step = "") {
    return std::string("/") + what + "/" + path_segment(id) + step;
}

void add_notice_lists(CLI::App* parent, Session& session) {
    CLI::App* list = command(parent, "list", "Payment notices, newest period first", {});
    const auto query = QueryOptions(list).add_pair().reader();
    explain(list, "payment list --counterparty 310000 --direction visitor");
    list->callback([&session, query] { show(session, session.get("/notices", query()), print_notices); });
    auto id = std::make_shared<std::string>();
    CLI::App* one = command(parent, "show", "One notice with its cells and signatures",
                            [&session, id] { show(session, session.get(path_of("notices", *id)), print_notice); });
    one->add_option("id", *id, "as in payment list")->required();
}

void add_make(CLI::App* parent, Session& session) {
    CLI::App* make = command(parent, "make", "Make the notice of what cleared since the last one (role maker)", {});
    BodyOptions options(make);
    add_pair(options).add("last", "last day of the period, 2018-10-31; default: of the agreement's last cycle", false);
    explain(make, "payment make --platform delta --counterparty 310000 --direction visitor --last 2018-10-31");
    make->callback([&session, body = options.reader()] {
        show(session, session.post("/notices", json::write(json::Value(body()))), print_notice);
    });
}

struct Step {
    const char* name;
    const char* about;
    const char* path;
};

void add_step(CLI::App* parent, Session& session, const Step& step) {
    auto id = std::make_shared<std::string>();
    CLI::App* app = command(parent, step.name, step.about, [&session, id, path = step.path] {
        show(session, session.post(path_of("notices", *id, path)), print_notice);
    });
    app->add_option("id", *id, "as in payment list")->required();
}

void add_net(CLI::App* parent, Session& session) {
    CLI::App* net = command(parent, "net", "Settle both directions by their difference (role maker)", {});
    BodyOptions options(net);
    options.add("receivable", "our notice to receive").add("payable", "our notice to pay");
    options.add("bank", "that moved the difference; without one nothing was moved", false)
        .add("serial", "the transaction's serial: counts once", false)
        .add("date", "the day it moved, 2018-11-20", false)
        .add("amount", "the difference, yuan", false)
        .add("direction", "visitor: we received it; resident_away: we paid it", false, directions());
    explain(net,
            "payment net --receivable delta-310000-visitor-2018-10-01-2018-10-31 "
            "--payable delta-310000-resident_away-2018-10-01-2018-10-31");
    net->callback([&session, body = options.reader()] {
        show(session, session.post("/notices/net", json::write(json::Value(body()))), print_notices);
    });
}

void add_pay(CLI::App* parent, Session& session) {
    CLI::App* pay = command(parent, "pay", "Enter what a bank moved (role maker)", {});
    BodyOptions options(pay);
    add_pair(add_entry(options)).add("notice", "the notice it pays; without one it waits", false);
    explain(pay,
            "payment pay --bank ICBC --serial S1 --date 2018-11-20 --amount 1128.60 --platform delta "
            "--counterparty 310000 --direction visitor");
    pay->callback([&session, body = options.reader()] {
        show(session, session.post("/payments", json::write(json::Value(body()))), print_payment);
    });
}

void import_file(Session& session, const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return session.complain(file + ": cannot be read");
    const std::string sheet{std::istreambuf_iterator<char>(stream), {}};
    const auto response = session.fetch("POST", "/payments/import", {}, {sheet, "text/csv"});
    if (!response) return;
    const auto answer = json::parse(response->body);
    if (!answer) return session.complain("the daemon's answer cannot be read");
    show(session, *answer, print_payment_import);
    if (!list_at(*answer, "bad").empty()) session.set_exit(Exit::failed);
}

void add_import(CLI::App* parent, Session& session) {
    auto file = std::make_shared<std::string>();
    CLI::App* app = command(parent, "import", "Enter a bank's CSV; a bad line is told, the rest goes on (role maker)",
                            [&session, file] { import_file(session, *file); });
    app->add_option("file", *file, "UTF-8 or GB18030: 银行名称,交易流水号,记账日期,金额,平台,对方地区,收付,通知书号")
        ->required();
    explain(app, "payment import bank.csv",
            "Exit status: 0 every line is entered or was known, 1 a line was refused (the others stand), or refused, 2 "
            "wrong usage, 3 the daemon cannot be reached.");
}

/// match and bounce: a payment and one word.
struct PaymentStep {
    const char* name;
    const char* about;
    const char* word;
    const char* meaning;
};

void add_payment_step(CLI::App* parent, Session& session, const PaymentStep& step) {
    auto id = std::make_shared<std::string>();
    CLI::App* app = command(parent, step.name, step.about, {});
    app->add_option("id", *id, "as in payment entries")->required();
    BodyOptions options(app);
    options.add(step.word, step.meaning);
    app->callback([&session, id, body = options.reader(), path = std::string("/") + step.name] {
        const std::string at = path_of("payments", *id, path.c_str());
        show(session, session.post(at, json::write(json::Value(body()))), print_payment);
    });
}

std::shared_ptr<std::string> institution_payment_option(CLI::App* app) {
    auto id = std::make_shared<std::string>();
    app->add_option("id", *id, "as in payment institutions")->required();
    return id;
}

void add_institution_step(CLI::App* parent, Session& session, const Step& step) {
    CLI::App* app = command(parent, step.name, step.about, {});
    app->callback([&session, id = institution_payment_option(app), path = step.path] {
        show(session, session.post(path_of("institution-payments", *id, path)), print_institution_payment);
    });
}

void add_institution_return(CLI::App* parent, Session& session) {
    CLI::App* app = command(parent, "return-institution", "Enter that the money came back (role maker)", {});
    auto id = institution_payment_option(app);
    BodyOptions options(app);
    options.add("date", "when it came back, 2018-10-18").add("reason", "what the bank or the institution said");
    app->callback([&session, id, body = options.reader()] {
        show(session, session.post(path_of("institution-payments", *id, "/return"), json::write(json::Value(body()))),
             print_institution_payment);
    });
}

void add_institution_payments(CLI::App* parent, Session& session) {
    command(parent, "institutions", "What was paid to institutions, newest first",
            [&session] { show(session, session.get("/institution-payments"), print_institution_payments); });
    CLI::App* pay = command(parent, "pay-institution", "Enter what a bank moved to an institution (role maker)", {});
    BodyOptions options(pay);
    add_entry(options.add("institution", "its national code, H33020300001")
                  .add("platform", "delta, national …")
                  .add("counterparty", "whose persons were treated, 310000"));
    explain(pay,
            "payment pay-institution --institution H33020300001 --platform delta --counterparty 310000 "
            "--bank ICBC --serial I1 --date 2018-11-20 --amount 1000.00");
    pay->callback([&session, body = options.reader()] {
        show(session, session.post("/institution-payments", json::write(json::Value(body()))),
             print_institution_payment);
    });
    for (const Step& step :
         {Step{"confirm-institution", "Confirm it: another than who entered it (role checker)", "/confirm"},
          Step{"withdraw-institution", "It was entered by mistake and is not confirmed (role maker)", "/withdraw"},
          Step{"withdraw-institution-return", "It did not come back; nobody has confirmed it yet (role maker)",
               "/return/withdraw"},
          Step{"confirm-institution-return", "Confirm that it came back: another than who entered that (role checker)",
               "/return/confirm"}})
        add_institution_step(parent, session, step);
    add_institution_return(parent, session);
    struct Whom {
        std::string platform, counterparty, institution;
    };
    auto whom = std::make_shared<Whom>();
    CLI::App* owed = command(
        parent, "owed-institution", "What an institution is owed for a counterparty's persons", [&session, whom] {
            show(session,
                 session.get("/institution-payments/owed/" + path_segment(whom->platform) + "/" +
                             path_segment(whom->counterparty) + "/" + path_segment(whom->institution)),
                 print_institution_owed);
        });
    owed->add_option("--platform", whom->platform, "delta, national …")->required();
    owed->add_option("--counterparty", whom->counterparty, "division code, 310000")->required();
    owed->add_option("--institution", whom->institution, "its national code, H33020300001")->required();
}

void add_checks(CLI::App* parent, Session& session) {
    CLI::App* proof = command(parent, "proof", "The laws of the sub-ledger that do not hold on a day", {});
    const auto query = QueryOptions(proof).add("day", "2018-10-16; default today").reader();
    explain(proof, "payment proof --day 2018-10-16",
            "Exit status: 0 the books are sound, 1 a law does not hold, or refused, 2 wrong usage, 3 the daemon cannot "
            "be reached.");
    proof->callback([&session, query] {
        const auto answer = session.get("/ledger/proof", query());
        show(session, answer, print_ledger_proof);
        if (answer && !list_at(*answer, "broken").empty()) session.set_exit(Exit::failed);
    });
    auto year = std::make_shared<std::string>();
    CLI::App* open = command(parent, "year", "What of a year is not closed yet",
                             [&session, year] { show(session, session.get(path_of("years", *year)), print_year_end); });
    open->add_option("year", *year, "2018")->required();
}

}  // namespace

void add_payment_commands(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "payment", "Notices of what has cleared, and the money that settles them");
    add_notice_lists(parent, session);
    add_make(parent, session);
    for (const Step& step :
         {Step{"take-over", "Take over what the daemon has drafted (role maker)", "/take-over"},
          Step{"check", "Check a notice: another than its maker (role checker)", "/check"},
          Step{"release", "Release a notice: another than its maker (role checker)", "/release"},
          Step{"hand-over", "It is handed to finance (role maker)", "/hand-over"},
          Step{"offset", "Pay it out of the prefund where the agreement says so (role maker)", "/offset"}})
        add_step(parent, session, step);
    add_net(parent, session);
    command(parent, "entries", "What banks moved, newest first",
            [&session] { show(session, session.get("/payments"), print_payments); });
    add_pay(parent, session);
    add_import(parent, session);
    add_payment_step(parent, session,
                     {"match", "Match what waits with a notice (role maker)", "notice", "as in payment list"});
    add_payment_step(parent, session, {"bounce", "The bank took it back (role maker)", "reason", "what the bank said"});
    add_institution_payments(parent, session);
    add_checks(parent, session);
}

namespace {

void add_day_list(CLI::App* parent, Session& session) {
    struct Day {
        std::string platform, counterparty, direction, day;
    };
    auto of = std::make_shared<Day>();
    CLI::App* list = command(parent, "list", "What a day's statement lists", [&session, of] {
        const std::string path = "/adjustments/" + path_segment(of->platform) + "/" + path_segment(of->counterparty) +
                                 "/" + path_segment(of->direction) + "/" + path_segment(of->day);
        show(session, session.get(path), print_adjustments);
    });
    list->add_option("--platform,platform", of->platform, "delta, national …")->required();
    list->add_option("--counterparty,counterparty", of->counterparty, "division code, 310000")->required();
    list->add_option("--direction,direction", of->direction, "visitor or resident_away")
        ->required()
        ->check(directions());
    list->add_option("--day,day", of->day, "2018-10-16")->required();
    explain(list, "adjustment list --platform delta --counterparty 310000 --direction visitor --day 2018-10-16");
}

void add_post(CLI::App* parent, Session& session) {
    CLI::App* post = command(parent, "post", "Adjust what a settlement clears, in the open day (role checker)", {});
    BodyOptions options(post);
    options.add("settlement", "its id, 330200…")
        .add("reason", "why it changes", true,
             CLI::IsMember({"deduction", "deduction_withdrawn", "dispute_lost", "dispute_won"}))
        .add("origin", "the finding, dispute or case it comes from")
        .add("amount", "yuan, shared out over the funds")
        .add("bearer", "hospital (default) or suspended: who bears a lost dispute", false,
             CLI::IsMember({"hospital", "suspended"}));
    explain(post,
            "adjustment post --settlement 330200201810160000000000000001 --reason deduction --origin D-17 "
            "--amount 100.00");
    post->callback([&session, body = options.reader()] {
        show(session, session.post("/adjustments", json::write(json::Value(body()))), print_adjustment);
    });
}

void add_offers(CLI::App* parent, Session& session) {
    CLI::App* list = command(parent, "offers", "What the other region is asked about, newest first", {});
    const auto query = QueryOptions(list)
                           .add("state", "its state", CLI::IsMember({"pending", "accepted", "parked", "withdrawn"}))
                           .add_limit()
                           .reader();
    explain(list, "adjustment offers --state parked");
    list->callback([&session, query] { show(session, session.get("/adjustment-offers", query()), print_offers); });
    for (const Step& step :
         {Step{"ask-again", "A parked offer: the other region is asked again (role checker)", "/resume"},
          Step{"give-up", "A refused offer: it stands nowhere, and will not (role checker)", "/withdraw"}}) {
        auto no = std::make_shared<std::string>();
        CLI::App* app = command(parent, step.name, step.about, [&session, no, path = step.path] {
            show(session, session.post(path_of("adjustment-offers", *no, path)), print_offer);
        });
        app->add_option("no", *no, "its number, as in adjustment offers")->required()->check(refused_number);
    }
}

void add_findings(CLI::App* parent, Session& session) {
    command(parent, "findings", "Findings of audits, newest first",
            [&session] { show(session, session.get("/findings"), print_findings); });
    CLI::App* propose = command(parent, "propose", "Write down a finding (role maker)", {});
    BodyOptions options(propose);
    options.add("id", "the audit's own number")
        .add("settlement", "its id, 330200…")
        .add("class", "deduct (违规), ask (发医院核查) or look (待核查)", true,
             CLI::IsMember({"deduct", "ask", "look"}))
        .add("reason", "why")
        .add("amount", "yuan, shared out over the funds");
    propose->callback([&session, body = options.reader()] {
        show(session, session.post("/findings", json::write(json::Value(body()))), print_finding);
    });
    for (const Step& step :
         {Step{"notify", "The hospital or region was told (role maker)", "/notify"},
          Step{"accept", "Accepted: it is posted; another than its proposer (role checker)", "/accept"},
          Step{"withdraw", "Withdrawn: what was posted is posted back (role checker)", "/withdraw"}}) {
        auto id = std::make_shared<std::string>();
        CLI::App* app = command(parent, step.name, step.about, [&session, id, path = step.path] {
            show(session, session.post(path_of("findings", *id, path)), print_finding);
        });
        app->add_option("id", *id, "its id, as in adjustment findings")->required();
    }
}

}  // namespace

void add_adjustment_commands(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "adjustment", "Deductions, disputes, refunds of what had cleared");
    add_day_list(parent, session);
    add_post(parent, session);
    add_offers(parent, session);
    add_findings(parent, session);
}

}  // namespace clearing::tools
