#pragma once

#include "gateway/ports/payment_book.hpp"
#include "tests/support/memory_books.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// Notices and payments in memory, on the books of one gateway.
class MemoryPaymentBook final : public ports::PaymentBook {
public:
    explicit MemoryPaymentBook(MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<ports::ClearedPeriod>> cleared(PairKey pair, ClearingDay last) override;
    ports::awaitable<Result<std::vector<Notice>>> notices(PairFilter filter) override;
    ports::awaitable<Result<std::optional<Notice>>> notice(std::string id) override;
    ports::awaitable<Result<std::vector<BankPayment>>> payments() override;
    ports::awaitable<Result<std::optional<BankPayment>>> payment(std::string id) override;
    ports::awaitable<Result<Money>> prefund(PairKey pair) override;
    ports::awaitable<Result<void>> write(ports::MoneyChange change) override;
    ports::awaitable<Result<std::vector<ports::OpenItem>>> open_of_year(int year) override;

    std::vector<ports::AuditEvent> audited;

private:
    Result<void> write_change(MemoryWrite& write, const ports::MoneyChange& change);
    Result<void> write_notices(MemoryWrite& write, const ports::MoneyChange& change);
    Result<void> write_payments(MemoryWrite& write, const ports::MoneyChange& change);

    MemoryBooks& books_;
    std::map<std::string, Notice> notices_;
    std::map<std::string, BankPayment> payments_;
    std::vector<std::string> payments_in_order_;
};

}  // namespace clearing::tests
