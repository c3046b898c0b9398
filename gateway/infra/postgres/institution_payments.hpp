#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/institution_payments.hpp"

namespace clearing::postgres {

/// The pool outlives it.
class InstitutionPayments final : public ports::InstitutionPayments {
public:
    InstitutionPayments(Pool& pool, Pool& long_work) : pool_(pool), long_work_(long_work) {}
    explicit InstitutionPayments(Pool& pool) : InstitutionPayments(pool, pool) {}

    awaitable<Result<std::vector<InstitutionPayment>>> payments() override;
    awaitable<Result<std::optional<InstitutionPayment>>> payment(std::string id) override;
    awaitable<Result<CellAmounts>> owed(InstitutionCode institution, PlatformName platform,
                                        DivisionCode counterparty) override;
    awaitable<Result<void>> enter(InstitutionPayment payment, ports::AuditEvent audit) override;
    awaitable<Result<InstitutionPayment>> confirm(std::string id, Signature signature,
                                                  ports::AuditEvent audit) override;
    awaitable<Result<InstitutionPayment>> withdraw(std::string id, Signature signature,
                                                   ports::AuditEvent audit) override;
    awaitable<Result<InstitutionPayment>> enter_return(std::string id, PaymentReturn back, Signature signature,
                                                       ports::AuditEvent audit) override;
    awaitable<Result<InstitutionPayment>> withdraw_return(std::string id, ports::AuditEvent audit) override;
    awaitable<Result<InstitutionPayment>> confirm_return(std::string id, Signature signature,
                                                         ports::AuditEvent audit) override;

private:
    Pool& pool_;
    Pool& long_work_;  ///< for sums over all that was ever posted
};

}  // namespace clearing::postgres
