#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/institution_payments.hpp"

#include <string>

namespace clearing::payments {

/// What was paid to institutions, told by the bureau's people: entered by one, confirmed and posted by another. Errors
/// everywhere: store_unavailable.
class InstitutionPaymentService {
public:
    InstitutionPaymentService(ports::InstitutionPayments& book, ports::Clock& clock) : book_(book), clock_(clock) {}

    /// The same entry again is answered as it stands; in place of a withdrawn one there is a new one. Errors: those of
    /// check_entry; conflict (the serial stands for another entry); invalid_value (dated after today, more than is owed
    /// now).
    ports::awaitable<Result<InstitutionPayment>> enter(InstitutionPayment payment, std::string by);
    /// Errors: not_found, those of confirmed_by.
    ports::awaitable<Result<InstitutionPayment>> confirm(std::string id, std::string by);
    /// Errors: not_found, those of withdrawn_by.
    ports::awaitable<Result<InstitutionPayment>> withdraw(std::string id, std::string by);
    /// Errors: not_found, invalid_value (dated after today), those of return_entered_by.
    ports::awaitable<Result<InstitutionPayment>> enter_return(std::string id, PaymentReturn back, std::string by);
    /// Errors: not_found, those of return_withdrawn.
    ports::awaitable<Result<InstitutionPayment>> withdraw_return(std::string id, std::string by);
    /// Errors: not_found, those of return_confirmed_by.
    ports::awaitable<Result<InstitutionPayment>> confirm_return(std::string id, std::string by);

    ports::InstitutionPayments& book() { return book_; }

private:
    /// No bank has moved it yet. Error: invalid_value.
    Result<void> check_not_to_come(Date date) const;
    /// What it is, for the audit trail. Error: not_found.
    ports::awaitable<Result<std::string>> words_about(std::string id);

    ports::InstitutionPayments& book_;
    ports::Clock& clock_;
};

}  // namespace clearing::payments
