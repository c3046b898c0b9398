// What is in doubt and can end no other way: one person orders its reversal, another one releases it.
#include "gateway/api/reversals.hpp"

#include "gateway/api/answers.hpp"
#include "gateway/api/order.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/second_person.hpp"
#include "gateway/infra/export/words.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

http::Response answer_reversal(const Result<ReversalOrder>& order) {
    return order ? answer(to_json(*order)) : answer(order.error());
}

}  // namespace

json::Value to_json(const ReversalOrder& order) {
    return json::Object{{"no", order.no},
                        {"settlement_id", order.settlement.text},
                        {"settlement_state", name_of(order.settlement_state)},
                        {"settlement_state_zh", exports::chinese(order.settlement_state)},
                        {"reason", order.reason},
                        {"ordered", signature_json(order.ordered)},
                        {"released", signature_json(order.released)},
                        {"withdrawn", signature_json(order.withdrawn)}};
}

awaitable<http::Response> order_reversal(World& world, Ask ask) {
    Result<Order> order = Order::read(ask.request.body, {"reason"});
    if (!order) co_return answer(order.error());
    std::string reason = order->text("reason");
    if (auto sound = order->sound(); !sound) co_return answer(sound.error());
    SettlementId settlement(ask.path.at("id"));
    const auto given = co_await world.reversals.order(std::move(settlement), std::move(reason), std::move(ask.actor));
    co_return answer_reversal(given);
}

awaitable<http::Response> release_reversal(World& world, Ask ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const auto released = co_await world.reversals.release(*no, ask.actor);
    if (!released) co_return co_await answer_refused_step(world, ask, released.error());
    co_return answer_reversal(released);
}

awaitable<http::Response> withdraw_reversal(World& world, Ask ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const auto withdrawn = co_await world.reversals.withdraw(*no, std::move(ask.actor));
    co_return answer_reversal(withdrawn);
}

}  // namespace clearing::api
