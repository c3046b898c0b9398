#include "gateway/services/settlement/ordered_reversals.hpp"

#include "gateway/services/settlement/own_cancel.hpp"
#include "gateway/services/settlement/runner.hpp"

#include <fmt/format.h>

namespace clearing::settlement {

awaitable<Result<ReversalOrder>> OrderedReversals::find(long long no) {
    auto found = co_await orders_.find(no);
    if (!found) co_return fail(found.error());
    if (!*found) co_return fail(ErrorCode::not_found, fmt::format("there is no order {}", no), {"order"});
    co_return std::move(**found);
}

awaitable<Result<ReversalOrder>> OrderedReversals::order(SettlementId settlement, std::string reason, std::string by) {
    const auto record = co_await surroundings_.settlements.find_by_id(settlement);
    if (!record) co_return fail(record.error());
    if (*record && is_own_cancel(**record))
        co_return fail(ErrorCode::conflict, "the gateway owes this cancel and would send another", {"settlement"});
    const Instant now = surroundings_.clock.now();
    Signature signature{by, now};
    ports::AuditEvent event{now, "reversal_ordered", std::move(by), settlement.text, reason};
    co_return co_await orders_.enter(std::move(settlement), std::move(reason), std::move(signature), std::move(event));
}

awaitable<Result<ReversalOrder>> OrderedReversals::withdraw(long long no, std::string by) {
    auto order = co_await find(no);
    if (!order) co_return order;
    const Instant now = surroundings_.clock.now();
    Signature signature{by, now};
    ports::AuditEvent event{now, "reversal_withdrawn", std::move(by), order->settlement.text,
                            fmt::format("order {} of {}", no, order->ordered.by)};
    co_return co_await orders_.withdraw(no, std::move(signature), std::move(event));
}

awaitable<Result<ReversalOrder>> OrderedReversals::release(long long no, std::string by) {
    auto order = co_await find(no);
    if (!order || order->released.by == by) co_return order;
    if (auto allowed = check_release(*order, by); !allowed) co_return fail(allowed.error());
    auto carried_out = co_await carry_out(std::move(*order), by);
    auto after = co_await find(no);
    // What came behind the release is no reason to give it again.
    if (!after || after->released.by == by) co_return after;
    if (carried_out) carried_out = check_stands(*after);
    if (!carried_out) co_return fail(carried_out.error());
    co_return fail(ErrorCode::conflict, "the settlement kept moving", {"settlement"});
}

awaitable<Result<void>> OrderedReversals::carry_out(ReversalOrder order, std::string by) {
    auto record = co_await surroundings_.settlements.find_by_id(order.settlement);
    if (!record) co_return fail(record.error());
    if (!*record) co_return fail(ErrorCode::internal_error, "a settlement record vanished");
    const Instant now = surroundings_.clock.now();
    Signature signature{by, now};
    ports::AuditEvent event{now, "reversal_released", std::move(by), order.settlement.text,
                            fmt::format("order {} of {}: {}", order.no, order.ordered.by, order.reason)};
    Outcome asked{SettlementEvent::reverse_asked, {}, {}, {}};
    asked.release = ports::ReversalRelease{order.no, std::move(signature), std::move(event)};
    const World world(surroundings_);
    Runner runner(world);
    auto after = co_await runner.carry_out(std::move(**record), std::move(asked));
    if (!after) co_return fail(after.error());
    co_return Result<void>{};
}

}  // namespace clearing::settlement
