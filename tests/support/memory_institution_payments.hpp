#pragma once

#include "gateway/ports/institution_payments.hpp"
#include "tests/support/memory_books.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// Payments to institutions in memory, on the books of one gateway. Held to institution_payments_contract.hpp.
class MemoryInstitutionPayments final : public ports::InstitutionPayments {
public:
    explicit MemoryInstitutionPayments(MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<std::vector<InstitutionPayment>>> payments() override;
    ports::awaitable<Result<std::optional<InstitutionPayment>>> payment(std::string id) override;
    ports::awaitable<Result<CellAmounts>> owed(InstitutionCode institution, PlatformName platform,
                                               DivisionCode counterparty) override;
    ports::awaitable<Result<void>> enter(InstitutionPayment payment, ports::AuditEvent audit) override;
    ports::awaitable<Result<InstitutionPayment>> confirm(std::string id, Signature signature,
                                                         ports::AuditEvent audit) override;
    ports::awaitable<Result<InstitutionPayment>> withdraw(std::string id, Signature signature,
                                                          ports::AuditEvent audit) override;
    ports::awaitable<Result<InstitutionPayment>> enter_return(std::string id, PaymentReturn back, Signature signature,
                                                              ports::AuditEvent audit) override;
    ports::awaitable<Result<InstitutionPayment>> withdraw_return(std::string id, ports::AuditEvent audit) override;
    ports::awaitable<Result<InstitutionPayment>> confirm_return(std::string id, Signature signature,
                                                                ports::AuditEvent audit) override;

    std::vector<ports::AuditEvent> audited;

private:
    /// What becomes of a payment, with its audit event. `is_done`: the same was signed before.
    ports::awaitable<Result<InstitutionPayment>> follow(
        std::string write_name, std::string id, ports::AuditEvent audit,
        std::function<bool(const InstitutionPayment&)> is_done,
        std::function<Result<InstitutionPayment>(MemoryWrite&, const InstitutionPayment&)> moved);
    CellAmounts owed_to(const InstitutionCode& institution, const PlatformName& platform,
                        const DivisionCode& counterparty) const;

    MemoryBooks& books_;
    std::map<std::string, InstitutionPayment> payments_;
    std::vector<std::string> in_order_;
};

}  // namespace clearing::tests
