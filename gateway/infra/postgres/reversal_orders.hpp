#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/reversal_orders.hpp"
#include "gateway/ports/settlement_store.hpp"

namespace clearing::postgres {

/// The pool outlives it.
class ReversalOrders final : public ports::ReversalOrders {
public:
    explicit ReversalOrders(Pool& pool) : pool_(pool) {}

    awaitable<Result<ReversalOrder>> enter(SettlementId settlement, std::string reason, Signature signature,
                                           ports::AuditEvent audit) override;
    awaitable<Result<ReversalOrder>> withdraw(long long no, Signature signature, ports::AuditEvent audit) override;
    awaitable<Result<std::optional<ReversalOrder>>> find(long long no) override;
    awaitable<Result<std::vector<ReversalOrder>>> standing() override;

private:
    Pool& pool_;
};

/// In the transaction that reverses, before the settlement's row: the order is held, and may be released. Errors:
/// not_found, those of check_release.
Result<void> hold_for_release(Session& session, const ports::ReversalRelease& release);
/// And behind it, with its audit event.
void write_release(Session& session, const ports::ReversalRelease& release);

}  // namespace clearing::postgres
