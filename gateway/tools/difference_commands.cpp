#include "gateway/domain/difference_case.hpp"
#include "gateway/tools/group.hpp"
#include "gateway/tools/print_differences.hpp"

namespace clearing::tools {
namespace {

/// A command about one case: its number, and one text where `text_name` is given.
struct OneCase {
    long long no = 0;
    std::string text;

    std::string path(const char* what) const { return "/cases/" + std::to_string(no) + what; }
};

std::shared_ptr<OneCase> add_number(CLI::App* app) {
    auto one = std::make_shared<OneCase>();
    app->add_option("no", one->no, "its number, as in difference cases")->required()->check(refused_number);
    return one;
}

std::vector<std::string> difference_kinds() {
    std::vector<std::string> names;
    for (const StepRule& rule : step_rules())
        names.emplace_back(name_of(rule.kind));
    return names;
}

void add_case_list(CLI::App* parent, Session& session) {
    CLI::App* list = command(parent, "cases", "Cases of lines that differ, by number", {});
    const auto query = QueryOptions(list)
                           .add("state", "trying: the daemon's step; open: a person's; settled, resolved: over",
                                CLI::IsMember({"trying", "open", "settled", "resolved"}))
                           .add("day", "clearing day, 2018-10-16")
                           .add("kind", "kind of difference", CLI::IsMember(difference_kinds()))
                           .add("owner", "who it is assigned to")
                           .add("after", "page: the `next` of the page before")
                           .add_limit()
                           .reader();
    auto csv = std::make_shared<bool>(false);
    list->add_flag("--csv", *csv, "as a CSV file");
    explain(list, "difference cases --state open --owner li");
    list->callback([&session, query, csv] {
        Query wanted = query();
        if (!*csv) return show(session, session.get("/cases", wanted), print_cases);
        wanted["format"] = "csv";
        if (const auto file = session.fetch("GET", "/cases", wanted)) session.print(file->body);
    });
}

void add_orders(CLI::App* parent, Session& session) {
    CLI::App* one = command(parent, "show", "One case with its notes", {});
    const auto shown = add_number(one);
    one->callback([&session, shown] { show(session, session.get(shown->path("")), print_case); });

    CLI::App* assign = command(parent, "assign", "Give a case to a person (role maker)", {});
    const auto assigned = add_number(assign);
    assign->add_option("owner", assigned->text, "a user's name")->required();
    assign->callback([&session, assigned] {
        const json::Value body = json::Object{{"owner", assigned->text}};
        show(session, session.post(assigned->path("/assign"), json::write(body)), print_case);
    });

    CLI::App* note = command(parent, "note", "Write a note to a case (role maker)", {});
    const auto noted = add_number(note);
    note->add_option("text", noted->text, "no person of a settlement is named")->required();
    explain(note, "difference note 7 \"asked by telephone, they look for it\"");
    note->callback([&session, noted] {
        const json::Value body = json::Object{{"text", noted->text}};
        show(session, session.post(noted->path("/notes"), json::write(body)),
             [](const json::Value&) { return std::string("noted\n"); });
    });
}

struct Resolution {
    std::shared_ptr<OneCase> one;
    std::vector<std::string> amounts;  ///< "hifp=10.00"
    bool raises = false, is_suspended = false;
};

json::Value body_of(const Resolution& resolution) {
    json::Value body = json::Object{{"reason", resolution.one->text}};
    if (resolution.amounts.empty()) return body;
    json::Object amounts;
    for (const std::string& amount : resolution.amounts) {
        const std::size_t sign = amount.find('=');
        amounts.emplace_back(amount.substr(0, sign), amount.substr(sign + 1));
    }
    body.set("adjustment", json::Object{{"lowers", !resolution.raises},
                                        {"bearer", resolution.is_suspended ? "suspended" : "hospital"},
                                        {"amounts", std::move(amounts)}});
    return body;
}

void add_resolve(CLI::App* parent, Session& session) {
    CLI::App* resolve =
        command(parent, "resolve",
                "End a case; with amounts by another person than who owns, assigned or opened it (role checker)", {});
    auto resolution = std::make_shared<Resolution>();
    resolution->one = add_number(resolve);
    resolve->add_option("--reason", resolution->one->text, "why it is over")->required();
    CLI::Option* adjust = resolve
                              ->add_option("--adjust", resolution->amounts,
                                           "component=yuan, hifp=10.00: what the settlement clears is changed")
                              ->check([](const std::string& text) {
                                  return text.find('=') == std::string::npos ? "must be component=yuan" : "";
                              });
    resolve->add_flag("--raise", resolution->raises, "the amounts are owed again, instead of no more")->needs(adjust);
    resolve->add_flag("--suspend", resolution->is_suspended, "nobody bears it yet, instead of the hospital")
        ->needs(adjust);
    explain(resolve, "difference resolve 7 --reason \"theirs was the double\" --adjust hifp=10.00");
    resolve->callback([&session, resolution] {
        const std::string path = resolution->one->path("/resolve");
        show(session, session.post(path, json::write(body_of(*resolution))), print_case);
    });
}

}  // namespace

void add_case_commands(CLI::App* difference, Session& session) {
    add_case_list(difference, session);
    add_orders(difference, session);
    add_resolve(difference, session);
}

}  // namespace clearing::tools
