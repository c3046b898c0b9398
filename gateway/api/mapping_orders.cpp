#include "gateway/api/answers.hpp"
#include "gateway/api/mapping_json.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/second_person.hpp"

#include <algorithm>

#include <fmt/format.h>

// What makes a version and puts it in force. Long work becomes a job; what a job uses it captures, never the World.

namespace clearing::api {

using ports::awaitable;

namespace {

/// One string a file; a catalog is one string.
constexpr json::Limits set_limits{
    .max_bytes = 256 * 1024 * 1024, .max_depth = 2, .max_array = 200, .max_string = 256 * 1024 * 1024};

Result<mapping::ImportOrder> import_order_of(const Ask& ask) {
    mapping::ImportOrder order;
    order.kind = *translation::kind_named(*query_of(ask, "kind"));
    if (const auto from = query_of(ask, "from")) order.from = *translation::vocabulary_named(*from);
    if (const auto to = query_of(ask, "to")) order.to = *translation::vocabulary_named(*to);
    if (order.from == order.to) return fail(ErrorCode::invalid_value, "from and to are the same", {"from", "to"});
    const Result<std::optional<Date>> valid_from = date_of(ask, "valid_from");
    if (!valid_from) return fail(valid_from.error());
    order.valid_from = *valid_from;
    order.complete = query_of(ask, "complete") == "true";
    order.origin = query_of(ask, "origin").value_or("");
    return order;
}

awaitable<Result<json::Value>> import_sheet_of(mapping::ChangeControl& control, std::string maker,
                                               mapping::ImportOrder order, std::string sheet,
                                               mapping::Progress progress) {
    auto made = co_await control.import(std::move(maker), std::move(order), std::move(sheet), std::move(progress));
    if (!made) co_return fail(made.error());
    co_return to_json(*made, true);
}

/// {"drugs.tsv": "…", …}
Result<tables::TableSet> read_set(const std::string& body) {
    auto value = json::parse(body, set_limits);
    if (!value) return fail(ErrorCode::malformed_json, value.error().reason);
    json::Object* files = value->as_object();
    if (!files) return fail(ErrorCode::invalid_value, "the body must be an object: the text of each file by its name");
    tables::TableSet set;
    const std::vector<std::string>& known = mapping::table_files();
    std::vector<std::string> unknown;
    for (auto& [name, text] : *files) {
        const bool is_known = std::ranges::find(known, name) != known.end();
        if (!is_known || !text.as_string())
            unknown.push_back(name);
        else
            set.emplace(name, *text.as_string());
    }
    if (!unknown.empty()) return fail(ErrorCode::invalid_value, "no text of a table", std::move(unknown));
    return set;
}

awaitable<Result<json::Value>> import_set_of(mapping::ChangeControl& control, ports::Workshop& workshop,
                                             std::string maker, std::string body) {
    // Reading so much JSON takes time that nobody at the counter shall wait.
    auto reading = [body = std::move(body)] { return read_set(body); };
    auto set = co_await mapping::at_the_bench(workshop, std::move(reading));
    if (!set) co_return fail(set.error());
    auto made = co_await control.import_set(std::move(maker), std::move(*set));
    if (!made) co_return fail(made.error());
    co_return to_json(*made, false);
}

using Follow = std::function<awaitable<Result<void>>()>;

/// The activation stands; whether this process works with it already is told beside it.
awaitable<json::Value> followed(ports::MappingStore& store, Follow follow, ports::MappingActivation activation,
                                Instant now) {
    std::string notice;
    auto under_way = follow();
    const Result<void> in_force = co_await std::move(under_way);
    if (!in_force)
        notice = "the version could not be loaded yet and the one before still works: " + sentence(in_force.error());
    const auto timeline = co_await store.activations();
    const std::string_view standing = timeline ? standing_of(*timeline, activation, now) : std::string_view("recorded");
    co_return json::Object{{"activation", to_json(activation, standing)}, {"notice", std::move(notice)}};
}

/// The services an activation needs, on their own: the job outlives the request.
struct Activating {
    mapping::ChangeControl& control;
    ports::MappingStore& store;
    ports::Clock& clock;
    Follow follow;
};

awaitable<Result<json::Value>> activate_of(Activating with, std::string checker, std::string version,
                                           std::optional<Date> day, mapping::Progress progress) {
    auto activation = co_await with.control.activate(std::move(checker), std::move(version), day, std::move(progress));
    if (!activation) co_return fail(activation.error());
    const Instant now = with.clock.now();
    co_return co_await followed(with.store, std::move(with.follow), std::move(*activation), now);
}

}  // namespace

awaitable<http::Response> import_mapping(World& world, Ask ask) {
    Result<mapping::ImportOrder> order = import_order_of(ask);
    if (!order) co_return answer(order.error());
    if (ask.request.body.empty())
        co_return answer(Error{ErrorCode::invalid_value, "the body must be the sheet, as CSV", {}, {}});
    std::string what = fmt::format("import {}", name_of(order->kind));
    Jobs::Work work = [&control = world.change_control, maker = ask.actor, order = std::move(*order),
                       sheet = std::move(ask.request.body)](mapping::Progress progress) mutable {
        return import_sheet_of(control, std::move(maker), std::move(order), std::move(sheet), std::move(progress));
    };
    co_return answer_job(world.jobs.start(std::move(what), ask.actor, std::move(work)));
}

awaitable<http::Response> import_mapping_set(World& world, Ask ask) {
    Jobs::Work work = [&control = world.change_control, &workshop = world.jobs.workshop(), maker = ask.actor,
                       body = std::move(ask.request.body)](mapping::Progress) mutable {
        return import_set_of(control, workshop, std::move(maker), std::move(body));
    };
    co_return answer_job(world.jobs.start("import a whole set", ask.actor, std::move(work)));
}

awaitable<http::Response> activate_mapping(World& world, Ask ask) {
    const std::string version = ask.path.at("version");
    const Result<std::optional<Date>> day = date_of(ask, "on");
    if (!day) co_return answer(day.error());
    // What needs no long check is refused at once, with the status of its reason.
    const auto allowed = co_await world.change_control.may_activate(ask.actor, version, *day);
    if (!allowed) co_return co_await answer_refused_step(world, ask, allowed.error());
    Jobs::Work work = [with = Activating{world.change_control, world.mapping_store, world.clock, world.follow_timeline},
                       checker = ask.actor, version, on = *day](mapping::Progress progress) {
        return activate_of(with, checker, version, on, std::move(progress));
    };
    co_return answer_job(world.jobs.start("activate " + version, ask.actor, std::move(work)));
}

awaitable<http::Response> roll_back_mapping(World& world, Ask ask) {
    auto activation = co_await world.change_control.rollback(ask.actor);
    if (!activation) co_return answer(activation.error());
    const Instant now = world.clock.now();
    Follow follow = world.follow_timeline;
    json::Value done = co_await followed(world.mapping_store, std::move(follow), std::move(*activation), now);
    co_return answer(std::move(done));
}

}  // namespace clearing::api
