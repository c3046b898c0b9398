// What can be ordered about prefunds: one person enters money that has moved, another one releases it.
#include "gateway/api/answers.hpp"
#include "gateway/api/order.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/prefund.hpp"
#include "gateway/api/prefund_json.hpp"
#include "gateway/api/second_person.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

Result<PrefundMovement> movement_of(const Ask& ask) {
    Result<PrefundKey> key = prefund_key_of(ask);
    if (!key) return fail(key.error());
    Result<Order> order =
        Order::read(ask.request.body, {"platform", "year", "kind", "amount", "bank", "serial", "paid_on", "note"});
    if (!order) return fail(order.error());
    PrefundMovement movement;
    movement.key = std::move(*key);
    movement.platform = PlatformName(order->text("platform"));
    movement.year = order->year("year");
    const auto kind = prefund_movement_kind_named(order->optional("kind"));
    if (!kind) order->wrong("kind", "must be first, annual, urgent, lowered or returned");
    movement.kind = kind.value_or(PrefundMovementKind::first);
    movement.amount = order->amount("amount");
    movement.bank = order->text("bank");
    movement.serial = order->text("serial");
    movement.paid_on = order->day("paid_on");
    movement.note = order->optional("note");
    movement.made_by = ask.actor;
    if (auto sound = order->sound(); !sound) return fail(sound.error());
    return movement;
}

Result<prefund::Papers::UrgentOrder> urgent_order_of(const Ask& ask) {
    Result<PrefundKey> key = prefund_key_of(ask);
    if (!key) return fail(key.error());
    Result<Order> order = Order::read(ask.request.body, {"signed_on", "asked", "note"});
    if (!order) return fail(order.error());
    prefund::Papers::UrgentOrder wanted{std::move(*key), order->day("signed_on"), order->amount("asked"),
                                        order->optional("note"), ask.actor};
    if (auto sound = order->sound(); !sound) return fail(sound.error());
    return wanted;
}

http::Response answer_movement(const World& world, const Result<ports::KeptPrefundMovement>& kept) {
    return kept ? answer(to_json(*kept, world.naming)) : answer(kept.error());
}

}  // namespace

awaitable<http::Response> enter_prefund_movement(World& world, Ask ask) {
    Result<PrefundMovement> movement = movement_of(ask);
    if (!movement) co_return answer(movement.error());
    const auto kept = co_await world.prefund.movements.enter(std::move(*movement));
    co_return answer_movement(world, kept);
}

awaitable<http::Response> release_prefund_movement(World& world, Ask ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const auto kept = co_await world.prefund.movements.release(*no, ask.actor);
    if (!kept) co_return co_await answer_refused_step(world, ask, kept.error());
    co_return answer_movement(world, kept);
}

awaitable<http::Response> make_urgent_increase(World& world, Ask ask) {
    Result<prefund::Papers::UrgentOrder> order = urgent_order_of(ask);
    if (!order) co_return answer(order.error());
    const auto kept = co_await world.prefund.papers.urgent(std::move(*order));
    co_return kept ? answer(to_json(*kept, world.naming)) : answer(kept.error());
}

}  // namespace clearing::api
