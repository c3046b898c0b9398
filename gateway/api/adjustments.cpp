#include "gateway/api/answers.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/money_json.hpp"
#include "gateway/api/order.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/domain/difference_case.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

struct AdjustmentOrder {
    SettlementId settlement;
    NewAdjustment adjustment;
    std::optional<Money> from_the_funds;  ///< no components named: in proportion
};

Result<AdjustmentOrder> order_of(const std::string& body) {
    Result<Order> order = Order::read(body, {"settlement", "reason", "origin", "bearer", "amount", "components"});
    if (!order) return fail(order.error());
    AdjustmentOrder read;
    read.settlement = SettlementId(order->text("settlement"));
    read.adjustment.origin = order->text("origin");
    if (is_subject_of_case(read.adjustment.origin)) order->wrong("origin", "is a case: end the case with its money");
    const auto reason = adjustment_reason_named(order->text("reason"));
    if (!reason) order->wrong("reason", "must be deduction, deduction_withdrawn, dispute_lost or dispute_won");
    const std::string bearer = order->optional("bearer");
    const auto known_bearer = bearer.empty() ? std::optional(Bearer::hospital) : bearer_named(bearer);
    if (!known_bearer) order->wrong("bearer", "must be hospital or suspended");
    read.adjustment.amounts = order->components("components");
    if (order->has("amount") == order->has("components"))
        order->wrong("amount", "or components must be given, one of them");
    else if (order->has("amount"))
        read.from_the_funds = order->amount("amount");
    if (auto sound = order->sound(); !sound) return fail(sound.error());
    read.adjustment.reason = *reason;
    read.adjustment.bearer = *known_bearer;
    return read;
}

/// What a reason may take: of what is owed, of what was taken back.
const ComponentAmounts& limit_of(const Adjusted& settlement, AdjustmentReason reason) {
    if (reason == AdjustmentReason::deduction_withdrawn) return settlement.deducted;
    if (reason == AdjustmentReason::dispute_won) return settlement.disputed;
    return settlement.owed;
}

}  // namespace

awaitable<http::Response> list_adjustments(World& world, Ask ask) {
    const Result<DayKey> key = day_key_of(ask);
    if (!key) co_return answer(key.error());
    const Result<std::vector<Adjustment>> adjustments = co_await world.money.adjustments.of_day(*key);
    if (!adjustments) co_return answer(adjustments.error());
    json::Array list;
    for (const Adjustment& adjustment : *adjustments)
        list.push_back(to_json(adjustment));
    co_return answer(json::Value(json::Object{{"adjustments", std::move(list)}}));
}

awaitable<http::Response> post_adjustment(World& world, Ask ask) {
    Result<AdjustmentOrder> order = order_of(ask.request.body);
    if (!order) co_return answer(order.error());
    const Result<std::optional<SettlementRecord>> record = co_await world.settlements.find_by_id(order->settlement);
    if (!record) co_return answer(record.error());
    if (!*record) co_return answer(Error{ErrorCode::not_found, "there is no such settlement", {"settlement"}, {}});
    NewAdjustment adjustment = std::move(order->adjustment);
    adjustment.settlement = (*record)->no;
    adjustment.made_by = ask.actor;
    adjustment.at = world.clock.now();
    if (order->from_the_funds) {
        const Result<Adjusted> so_far =
            co_await world.money.adjustments.adjusted(adjustment.settlement, adjustment.bearer);
        if (!so_far) co_return answer(so_far.error());
        Result<ComponentAmounts> shares = deduction_of(*order->from_the_funds, limit_of(*so_far, adjustment.reason));
        if (!shares) co_return answer(shares.error());
        adjustment.amounts = std::move(*shares);
    }
    // Whoever orders it is on record before it happens.
    ports::AuditEvent ordered{world.clock.now(), "adjustment_ordered", ask.actor, voucher_id_of(adjustment),
                              sum_of(effect_of(adjustment)).to_yuan()};
    const Result<void> recorded = co_await world.audit.record(std::move(ordered));
    if (!recorded) co_return answer(recorded.error());
    const Result<Adjustment> posted = co_await world.money.adjustments.post(std::move(adjustment));
    if (!posted) co_return answer(posted.error());
    co_return answer(to_json(*posted));
}

}  // namespace clearing::api
