#pragma once

#include "gateway/domain/reversal_order.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <vector>

namespace clearing::ports {

/// Orders of two persons to reverse what is in doubt. Released they are by the change that reverses
/// (SettlementChange::release). Errors everywhere: store_unavailable.
class ReversalOrders {
public:
    virtual ~ReversalOrders() = default;

    // Each in one commit with its audit event. `signature`: of who gives or withdraws it.

    /// The order of the same person and reason is answered as it is while it stands. Errors: not_found; those of
    /// check_reversal; conflict (another order stands).
    virtual awaitable<Result<ReversalOrder>> enter(SettlementId settlement, std::string reason, Signature signature,
                                                   AuditEvent audit) = 0;
    /// By the same person again: as it is. Errors: not_found, those of check_stands.
    virtual awaitable<Result<ReversalOrder>> withdraw(long long no, Signature signature, AuditEvent audit) = 0;

    virtual awaitable<Result<std::optional<ReversalOrder>>> find(long long no) = 0;
    /// Those that stand, oldest first.
    virtual awaitable<Result<std::vector<ReversalOrder>>> standing() = 0;
};

}  // namespace clearing::ports
