#include "gateway/api/answers.hpp"
#include "gateway/api/difference_routes.hpp"
#include "gateway/api/difference_world.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/infra/export/difference.hpp"
#include "gateway/infra/export/statement.hpp"

#include <fmt/format.h>

// Cases of lines that differ: who looks after them, what was done, how they ended. The store writes the audit event in
// the order's own commit.

namespace clearing::api {

using ports::awaitable;

Result<DifferenceWorld*> differences_of(World& world) {
    if (world.differences != nullptr) return world.differences;
    return fail(ErrorCode::not_loaded, "this daemon keeps no cases of differences");
}

namespace {

Result<ports::CaseFilter> case_filter_of(const Ask& ask) {
    ports::CaseFilter filter;
    if (const auto state = query_of(ask, "state")) filter.state = case_state_named(*state);
    if (const auto kind = query_of(ask, "kind")) filter.kind = difference_kind_named(*kind);
    filter.owner = query_of(ask, "owner");
    const auto day = day_of(ask);
    if (!day) return fail(day.error());
    filter.day = *day;
    const auto limit = limit_of(ask);
    if (!limit) return fail(limit.error());
    filter.limit = *limit;
    if (const auto after = query_of(ask, "after")) {
        const auto no = whole_number(*after);
        if (!no) return fail(ErrorCode::invalid_value, "after: must be the `next` of the page before", {"after"});
        filter.after_no = *no;
    }
    return filter;
}

json::Value case_page(const std::vector<DifferenceCase>& cases, bool has_more, const World& world) {
    const Date today = local_date(world.clock.now());
    json::Array list;
    for (const DifferenceCase& one : cases)
        list.push_back(exports::to_json(one, world.naming, today));
    const json::Value next = has_more ? json::Value(std::to_string(cases.back().no)) : json::Value();
    return json::Object{{"cases", std::move(list)}, {"next", next}};
}

http::Response answer_case(const Result<DifferenceCase>& one, const World& world) {
    if (!one) return answer(one.error());
    return answer(exports::to_json(*one, world.naming, local_date(world.clock.now())));
}

/// The only member of an order, a text.
Result<std::string> text_in(const Ask& ask, const std::string& name) {
    const Result<json::Value> order = read_order(ask.request.body);
    if (!order) return fail(order.error());
    const json::Object* members = order->as_object();
    const json::Value* text = order->find(name);
    if (!members || members->size() != 1 || !text || !text->as_string())
        return fail(ErrorCode::invalid_value, fmt::format(R"(the body must be {{"{}": "…"}})", name), {name});
    return *text->as_string();
}

Result<std::map<Component, Money>> amounts_in(const json::Value& adjustment) {
    std::map<Component, Money> amounts;
    const json::Value* told = adjustment.find("amounts");
    if (!told || !told->as_object())
        return fail(ErrorCode::invalid_value, R"(amounts: {"hifp": "10.00"})", {"amounts"});
    for (const auto& [name, value] : *told->as_object()) {
        const auto component = component_named(name);
        const auto amount = value.as_string() ? Money::parse(*value.as_string()) : fail(ErrorCode::wrong_type);
        if (!component || !amount)
            return fail(ErrorCode::invalid_value, "amounts: yuan as a text, by the name of a component", {name});
        amounts[*component] = *amount;
    }
    return amounts;
}

Result<reconciliation::ResolveOrder::Money> money_in(const json::Value& adjustment) {
    reconciliation::ResolveOrder::Money money;
    const json::Value* lowers = adjustment.find("lowers");
    const json::Value* bearer = adjustment.find("bearer");
    const bool is_known =
        bearer && bearer->as_string() && (*bearer->as_string() == "hospital" || *bearer->as_string() == "suspended");
    if (!lowers || !lowers->as_bool() || !is_known)
        return fail(ErrorCode::invalid_value, R"(adjustment: {"lowers": true, "bearer": "hospital" or "suspended", …})",
                    {"adjustment"});
    money.lowers = *lowers->as_bool();
    money.is_hospitals = *bearer->as_string() == "hospital";
    auto amounts = amounts_in(adjustment);
    if (!amounts) return fail(amounts.error());
    money.amounts = std::move(*amounts);
    return money;
}

Result<reconciliation::ResolveOrder> resolve_order_of(const Ask& ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) return fail(no.error());
    const Result<json::Value> order = read_order(ask.request.body);
    if (!order) return fail(order.error());
    const json::Value* reason = order->find("reason");
    const json::Value* adjustment = order->find("adjustment");
    const json::Object* members = order->as_object();
    if (!members || members->size() != (adjustment ? 2U : 1U) || !reason || !reason->as_string())
        return fail(ErrorCode::invalid_value, R"(the body must be {"reason": "…"} with or without "adjustment")",
                    {"reason"});
    reconciliation::ResolveOrder resolve{*no, ask.actor, *reason->as_string()};
    if (adjustment) {
        auto money = money_in(*adjustment);
        if (!money) return fail(money.error());
        resolve.money = std::move(*money);
    }
    return resolve;
}

}  // namespace

awaitable<http::Response> list_cases(World& world, Ask ask) {
    const auto differences = differences_of(world);
    if (!differences) co_return answer(differences.error());
    auto filter = case_filter_of(ask);
    if (!filter) co_return answer(filter.error());
    // One more than asked for tells whether there is a next page.
    const std::size_t limit = filter->limit++;
    auto cases = co_await (*differences)->cases.list(*filter);
    if (!cases) co_return answer(cases.error());
    const bool has_more = cases->size() > limit;
    if (has_more) cases->resize(limit);
    if (query_of(ask, "format") != "csv") co_return answer(case_page(*cases, has_more, world));
    const exports::CsvOptions options{.bom = query_of(ask, "bom") == "true"};
    const Date today = local_date(world.clock.now());
    http::Response response = answer_csv(exports::to_csv(*cases, world.naming, today, options), "cases.csv");
    if (has_more) response.headers["x-next"] = std::to_string(cases->back().no);
    co_return response;
}

awaitable<http::Response> get_case(World& world, Ask ask) {
    const auto differences = differences_of(world);
    if (!differences) co_return answer(differences.error());
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const auto found = co_await (*differences)->cases.find(*no);
    if (!found) co_return answer(found.error());
    if (!*found) co_return answer(Error{ErrorCode::not_found, "there is no case of this number", {"no"}, {}});
    const auto notes = co_await (*differences)->cases.notes(*no);
    if (!notes) co_return answer(notes.error());
    json::Value value = exports::to_json(**found, world.naming, local_date(world.clock.now()));
    json::Array list;
    for (const CaseNote& note : *notes)
        list.push_back(exports::to_json(note));
    value.set("notes", std::move(list));
    co_return answer(std::move(value));
}

awaitable<http::Response> assign_case(World& world, Ask ask) {
    const auto differences = differences_of(world);
    if (!differences) co_return answer(differences.error());
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    Result<std::string> owner = text_in(ask, "owner");
    if (!owner) co_return answer(owner.error());
    const auto assigned = co_await (*differences)->desk.assign(*no, ask.actor, std::move(*owner));
    co_return answer_case(assigned, world);
}

awaitable<http::Response> note_case(World& world, Ask ask) {
    const auto differences = differences_of(world);
    if (!differences) co_return answer(differences.error());
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    Result<std::string> text = text_in(ask, "text");
    if (!text) co_return answer(text.error());
    const auto noted = co_await (*differences)->desk.add_note(*no, ask.actor, std::move(*text));
    if (!noted) co_return answer(noted.error());
    co_return answer(json::Value(json::Object{{"no", *no}}));
}

awaitable<http::Response> resolve_case(World& world, Ask ask) {
    const auto differences = differences_of(world);
    if (!differences) co_return answer(differences.error());
    auto order = resolve_order_of(ask);
    if (!order) co_return answer(order.error());
    const auto resolved = co_await (*differences)->desk.resolve(std::move(*order));
    co_return answer_case(resolved, world);
}

}  // namespace clearing::api
