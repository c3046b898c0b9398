#include "tests/support/memory_reversal_orders.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::tests {

using ports::awaitable;

namespace {

const SettlementRecord* record_of_id(const MemoryBooks& books, const SettlementId& id) {
    for (const auto& [no, record] : books.records)
        if (record.id == id) return &record;
    return nullptr;
}

}  // namespace

Result<ReversalOrder> reversal_order_in(const MemoryBooks& books, long long no) {
    const auto found = books.reversal_orders.find(no);
    if (found == books.reversal_orders.end())
        return fail(ErrorCode::not_found, fmt::format("there is no order {}", no), {"order"});
    ReversalOrder order = found->second;
    order.settlement_state = record_of_id(books, order.settlement)->state;
    return order;
}

std::vector<ReversalOrder> MemoryReversalOrders::all_standing() const {
    std::vector<ReversalOrder> orders;
    for (const auto& [no, kept] : books_.reversal_orders) {
        const ReversalOrder order = reversal_order_in(books_, no).value();
        if (check_stands(order)) orders.push_back(order);
    }
    return orders;
}

awaitable<Result<ReversalOrder>> MemoryReversalOrders::enter(SettlementId settlement, std::string reason,
                                                             Signature signature, ports::AuditEvent audit) {
    auto work = [&](MemoryWrite& write) -> Result<ReversalOrder> {
        const SettlementRecord* record = record_of_id(books_, settlement);
        if (record == nullptr) return fail(ErrorCode::not_found, "there is no settlement of this id", {"settlement"});
        if (auto doubtful = check_reversal(record->state); !doubtful) return fail(doubtful.error());
        for (const ReversalOrder& order : all_standing()) {
            if (order.settlement != settlement) continue;
            if (order.ordered.by == signature.by && order.reason == reason) return order;
            return fail(ErrorCode::conflict, fmt::format("order {} of {} stands", order.no, order.ordered.by),
                        {"settlement"});
        }
        const long long no = ++books_.last_number;
        ReversalOrder& order = write.at(books_.reversal_orders, no);
        order = {no, settlement, record->state, reason, signature, {}, {}};
        write.append(books_.audited, audit);
        return order;
    };
    co_return co_await link_.write("reversal_order.enter", work);
}

awaitable<Result<ReversalOrder>> MemoryReversalOrders::withdraw(long long no, Signature signature,
                                                                ports::AuditEvent audit) {
    auto work = [&](MemoryWrite& write) -> Result<ReversalOrder> {
        Result<ReversalOrder> order = reversal_order_in(books_, no);
        if (!order || order->withdrawn.by == signature.by) return order;
        if (auto stands = check_stands(*order); !stands) return fail(stands.error());
        write.at(books_.reversal_orders, no).withdrawn = order->withdrawn = signature;
        write.append(books_.audited, audit);
        return order;
    };
    co_return co_await link_.write("reversal_order.withdraw", work);
}

awaitable<Result<std::optional<ReversalOrder>>> MemoryReversalOrders::find(long long no) {
    auto work = [&]() -> Result<std::optional<ReversalOrder>> {
        const Result<ReversalOrder> order = reversal_order_in(books_, no);
        return order ? std::optional(*order) : std::nullopt;
    };
    co_return co_await link_.read("reversal_order.find", work);
}

awaitable<Result<std::vector<ReversalOrder>>> MemoryReversalOrders::standing() {
    auto work = [&]() -> Result<std::vector<ReversalOrder>> { return all_standing(); };
    co_return co_await link_.read("reversal_order.standing", work);
}

}  // namespace clearing::tests
