#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/payment_book.hpp"

namespace clearing::postgres {

/// The pool outlives it.
class PaymentBook final : public ports::PaymentBook {
public:
    PaymentBook(Pool& pool, Pool& long_work) : pool_(pool), long_work_(long_work) {}
    explicit PaymentBook(Pool& pool) : PaymentBook(pool, pool) {}

    awaitable<Result<ports::ClearedPeriod>> cleared(PairKey pair, ClearingDay last) override;
    awaitable<Result<std::vector<Notice>>> notices(PairFilter filter) override;
    awaitable<Result<std::optional<Notice>>> notice(std::string id) override;
    awaitable<Result<std::vector<BankPayment>>> payments() override;
    awaitable<Result<std::optional<BankPayment>>> payment(std::string id) override;
    awaitable<Result<Money>> prefund(PairKey pair) override;
    awaitable<Result<void>> write(ports::MoneyChange change) override;
    awaitable<Result<std::vector<ports::OpenItem>>> open_of_year(int year) override;

private:
    Pool& pool_;
    Pool& long_work_;  ///< for what goes over whole days
};

}  // namespace clearing::postgres
