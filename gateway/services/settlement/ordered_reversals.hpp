#pragma once

#include "gateway/ports/reversal_orders.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// The order of two persons (SETTLEMENT §2): what is in doubt and can end no other way is reversed as by its caller's
/// 2601. Errors everywhere: not_found, store_unavailable.
class OrderedReversals {
public:
    OrderedReversals(const Surroundings& surroundings, ports::ReversalOrders& orders)
        : surroundings_(surroundings), orders_(orders) {}

    /// Errors: those of ReversalOrders::enter; conflict, of a cancel of our own: the undoing is owed, and another would
    /// be sent.
    awaitable<Result<ReversalOrder>> order(SettlementId settlement, std::string reason, std::string by);
    /// Released and reversing in one commit; then the reverse is sent, once: the resolver goes on. By the same person
    /// again: as it stands. Errors: those of check_release.
    awaitable<Result<ReversalOrder>> release(long long no, std::string by);
    /// Errors: those of ReversalOrders::withdraw.
    awaitable<Result<ReversalOrder>> withdraw(long long no, std::string by);

    ports::ReversalOrders& orders() { return orders_; }

private:
    awaitable<Result<ReversalOrder>> find(long long no);
    awaitable<Result<void>> carry_out(ReversalOrder order, std::string by);

    const Surroundings& surroundings_;
    ports::ReversalOrders& orders_;
};

}  // namespace clearing::settlement
