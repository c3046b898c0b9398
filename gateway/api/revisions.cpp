#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/second_person.hpp"
#include "gateway/infra/export/period_json.hpp"

// Who made a statement, what a correction changed, who released it.

namespace clearing::api {

using ports::awaitable;

namespace {

/// {"reason": "…"}; without a body there is none.
Result<std::string> reason_in(const std::string& body) {
    if (body.empty()) return std::string();
    const Result<json::Value> order = read_order(body);
    if (!order) return fail(order.error());
    const json::Value* reason = order->find("reason");
    if (reason == nullptr) return std::string();
    if (reason->as_string() == nullptr) return fail(ErrorCode::wrong_type, "reason: must be a text", {"reason"});
    return *reason->as_string();
}

}  // namespace

awaitable<http::Response> list_revisions(World& world, Ask ask) {
    std::string id = ask.path.at("id");
    const auto revisions = co_await world.papers.revisions(std::move(id));
    if (!revisions) co_return answer(revisions.error());
    json::Array list;
    for (const StatementRevision& revision : *revisions)
        list.push_back(exports::to_json(revision));
    co_return answer(json::Value(json::Object{{"revisions", std::move(list)}}));
}

awaitable<http::Response> make_revision(World& world, Ask ask) {
    Result<std::string> reason = reason_in(ask.request.body);
    if (!reason) co_return answer(reason.error());
    std::string id = ask.path.at("id");
    const auto made = co_await world.papers.make(std::move(id), std::move(*reason), ask.actor);
    if (!made) co_return answer(made.error());
    co_return answer(
        json::Value(json::Object{{"is_new", made->is_new}, {"revision", exports::to_json(made->revision)}}));
}

awaitable<http::Response> release_revision(World& world, Ask ask) {
    const Result<long long> number = number_in_path(ask, "number");
    if (!number) co_return answer(number.error());
    std::string id = ask.path.at("id");
    const auto released = co_await world.papers.release(std::move(id), static_cast<int>(*number), ask.actor);
    if (!released) co_return co_await answer_refused_step(world, ask, released.error());
    co_return answer(exports::to_json(*released));
}

}  // namespace clearing::api
