#pragma once

#include "gateway/ports/reversal_orders.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// Orders to reverse in memory, on the books of one gateway. Held to reversal_orders_contract.hpp.
class MemoryReversalOrders final : public ports::ReversalOrders {
public:
    explicit MemoryReversalOrders(MemoryBooks& books) : MemoryReversalOrders(books, books) {}
    MemoryReversalOrders(MemoryBooks& books, MemoryLink& link) : books_(books), link_(link) {}

    ports::awaitable<Result<ReversalOrder>> enter(SettlementId settlement, std::string reason, Signature signature,
                                                  ports::AuditEvent audit) override;
    ports::awaitable<Result<ReversalOrder>> withdraw(long long no, Signature signature,
                                                     ports::AuditEvent audit) override;
    ports::awaitable<Result<std::optional<ReversalOrder>>> find(long long no) override;
    ports::awaitable<Result<std::vector<ReversalOrder>>> standing() override;

private:
    std::vector<ReversalOrder> all_standing() const;

    MemoryBooks& books_;
    MemoryLink& link_;
};

/// As it is read: with the present state of its settlement. Error: not_found.
Result<ReversalOrder> reversal_order_in(const MemoryBooks& books, long long no);

}  // namespace clearing::tests
