#pragma once

#include "gateway/domain/bank_payment.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/payment_book.hpp"

#include <optional>
#include <vector>

namespace clearing::postgres {

std::vector<Notice> find_notices(Session& session, const PairFilter& filter);
std::optional<Notice> find_notice(Session& session, const std::string& id);
void insert_notice(Session& session, const Notice& notice);
/// False: it no longer stands as it was read.
bool update_notice(Session& session, const Notice& notice);

std::vector<BankPayment> find_payments(Session& session);
std::optional<BankPayment> find_payment(Session& session, const std::string& id);
void insert_payment(Session& session, const BankPayment& payment);
bool update_payment(Session& session, const BankPayment& payment);

void insert_allocation(Session& session, const ports::MoneyChange::Settled& settled,
                       const std::optional<std::string>& voucher);

}  // namespace clearing::postgres
