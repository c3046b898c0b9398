#include "gateway/tools/group.hpp"

namespace clearing::tools {
namespace {

/// All pages as one answer.
std::optional<json::Value> every_page(Session& session, Query query) {
    json::Array all;
    query["limit"] = "1000";
    while (true) {
        std::optional<json::Value> page = session.get("/settlements", query);
        if (!page) return std::nullopt;
        if (const json::Value* list = page->find("settlements"); list && list->as_array())
            all.insert(all.end(), list->as_array()->begin(), list->as_array()->end());
        const json::Value* next = page->find("next");
        if (!next || !next->as_string()) break;
        query["after"] = *next->as_string();
    }
    return json::Object{{"settlements", std::move(all)}, {"next", nullptr}};
}

const CLI::IsMember& states() {
    static const CLI::IsMember member(
        {"refused", "awaiting_answer", "not_sent", "in_doubt", "booked", "reversing", "reversed", "cancelled"});
    return member;
}

void add_list(CLI::App* parent, Session& session) {
    CLI::App* list = command(parent, "list", "Settlements by id, a page at a time", {});
    const auto query = QueryOptions(list)
                           .add("state", "its state", states())
                           .add("day", "clearing day, 2018-10-16")
                           .add_pair()
                           .add("after", "the page after this id")
                           .add_limit("at most so many a page, 1 to 1000 (100)")
                           .reader();
    explain(list, "settlement list --state in_doubt --platform delta");
    auto all = std::make_shared<bool>(false);
    list->add_flag("--all", *all, "every page");
    list->callback([&session, query, all] {
        show(session, *all ? every_page(session, query()) : session.get("/settlements", query()), print_settlements);
    });
}

void add_show(CLI::App* parent, Session& session) {
    auto id = std::make_shared<std::string>();
    CLI::App* one = command(parent, "show", "One settlement, the person masked", [&session, id] {
        show(session, session.get("/settlements/" + path_segment(*id)), print_settlement);
    });
    one->add_option("id", *id, "our setl_id, 30 characters")->required();
}

}  // namespace

void add_settlement_commands(CLI::App& app, Session& session) {
    CLI::App* parent = group(app, "settlement", "Settlements and cancels in the books");
    add_list(parent, session);
    add_show(parent, session);
}

}  // namespace clearing::tools
