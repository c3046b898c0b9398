#pragma once

#include "gateway/domain/institution_payment.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// Payments to institutions, and what is owed to them. Errors everywhere: store_unavailable.
class InstitutionPayments {
public:
    virtual ~InstitutionPayments() = default;

    virtual awaitable<Result<std::vector<InstitutionPayment>>> payments() = 0;  ///< newest first
    virtual awaitable<Result<std::optional<InstitutionPayment>>> payment(std::string id) = 0;

    /// What stands on H for the institution's visitors of a counterparty: booked, less cancelled, deducted, disputed
    /// and paid. Cells that come to nothing are left out.
    virtual awaitable<Result<CellAmounts>> owed(InstitutionCode institution, PlatformName platform,
                                                DivisionCode counterparty) = 0;

    /// Not posted yet. Error: conflict (the serial of the bank is taken).
    virtual awaitable<Result<void>> enter(InstitutionPayment payment, AuditEvent audit) = 0;
    /// Decided in the same commit that posts it, so that two never pay the same amount. The same signature again is
    /// answered as it stands. Errors: not_found, those of confirmed_by.
    virtual awaitable<Result<InstitutionPayment>> confirm(std::string id, Signature signature, AuditEvent audit) = 0;

    // Each in one commit with its audit event; the same signature again is answered as it stands. Errors: not_found,
    // those of the domain's function of that name.
    virtual awaitable<Result<InstitutionPayment>> withdraw(std::string id, Signature signature, AuditEvent audit) = 0;
    virtual awaitable<Result<InstitutionPayment>> enter_return(std::string id, PaymentReturn back, Signature signature,
                                                               AuditEvent audit) = 0;
    virtual awaitable<Result<InstitutionPayment>> withdraw_return(std::string id, AuditEvent audit) = 0;
    /// Posts it.
    virtual awaitable<Result<InstitutionPayment>> confirm_return(std::string id, Signature signature,
                                                                 AuditEvent audit) = 0;
};

}  // namespace clearing::ports
