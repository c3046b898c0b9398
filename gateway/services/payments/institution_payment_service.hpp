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

    /// The same entry again is answered as it stands. Errors: those of check_entry; conflict (the serial stands for
    /// another entry); over_limit (more than is owed now).
    ports::awaitable<Result<InstitutionPayment>> enter(InstitutionPayment payment, std::string by);
    /// Errors: not_found, those of confirmed_by.
    ports::awaitable<Result<InstitutionPayment>> confirm(std::string id, std::string by);

    ports::InstitutionPayments& book() { return book_; }

private:
    ports::InstitutionPayments& book_;
    ports::Clock& clock_;
};

}  // namespace clearing::payments
