#include "gateway/api/answers.hpp"
#include "gateway/api/difference_routes.hpp"
#include "gateway/api/difference_world.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/infra/export/difference.hpp"
#include "gateway/infra/export/statement.hpp"

// The order to compare a day's lines with the other side's again.

namespace clearing::api {

using ports::awaitable;

namespace {

/// An order and what carries it out: a job captures it, never the World.
struct ReconcileOrder {
    ports::DayReconciling& reconciling;
    exports::Naming naming;
    DayKey key;
    std::string actor;
};

Result<ReconcileOrder> reconcile_order_of(World& world, const Ask& ask) {
    const auto differences = differences_of(world);
    if (!differences) return fail(differences.error());
    Result<DayKey> key = day_key_of(ask);
    if (!key) return fail(key.error());
    return ReconcileOrder{(*differences)->reconciling, world.naming, std::move(*key), ask.actor};
}

awaitable<Result<void>> write_down(World& world, const ReconcileOrder& order) {
    ports::AuditEvent event{world.clock.now(), "day_reconcile_ordered", order.actor,
                            statement_id(order.key, world.naming.own_region), ""};
    co_return co_await world.audit.record(std::move(event));
}

awaitable<Result<json::Value>> reconciled(ReconcileOrder order, ports::Progress progress) {
    const auto report =
        co_await order.reconciling.run(std::move(order.key), std::move(order.actor), std::move(progress));
    if (!report) co_return fail(report.error());
    json::Array kinds;
    for (const auto& [kind, count] : report->lines)
        kinds.push_back(json::Object{{"kind", name_of(kind)}, {"kind_zh", exports::chinese(kind)}, {"lines", count}});
    json::Value value = exports::members_of(report->day, order.naming);
    value.set("equal", report->is_equal);
    value.set("kinds", std::move(kinds));
    value.set("cases_opened", report->cases_opened);
    value.set("cases_settled", report->cases_settled);
    co_return value;
}

}  // namespace

awaitable<http::Response> reconcile_day(World& world, Ask ask) {
    Result<ReconcileOrder> order = reconcile_order_of(world, ask);
    if (!order) co_return answer(order.error());
    const Result<void> ordered = co_await write_down(world, *order);
    if (!ordered) co_return answer(ordered.error());
    Result<json::Value> report = co_await reconciled(std::move(*order), {});
    if (!report) co_return answer(report.error());
    co_return answer(std::move(*report));
}

awaitable<http::Response> start_reconciling(World& world, Ask ask) {
    Result<ReconcileOrder> order = reconcile_order_of(world, ask);
    if (!order) co_return answer(order.error());
    const Result<void> ordered = co_await write_down(world, *order);
    if (!ordered) co_return answer(ordered.error());
    std::string what = "reconcile " + order->key.day.to_text();
    Jobs::Work work = [order = std::move(*order)](mapping::Progress progress) mutable {
        return reconciled(std::move(order), std::move(progress));
    };
    co_return answer_job(world.jobs.start(std::move(what), ask.actor, std::move(work)));
}

}  // namespace clearing::api
