#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/voucher_book.hpp"

namespace clearing::postgres {

/// The pool outlives it.
class VoucherBook final : public ports::VoucherBook {
public:
    explicit VoucherBook(Pool& pool) : pool_(pool) {}

    awaitable<Result<PostedVoucher>> post(Voucher voucher) override;
    awaitable<Result<std::optional<PostedVoucher>>> find(std::string id) override;
    awaitable<Result<std::vector<PostedVoucher>>> of_day(DayKey key) override;

private:
    Pool& pool_;
};

}  // namespace clearing::postgres
