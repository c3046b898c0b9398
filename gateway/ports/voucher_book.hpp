#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/voucher.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// Vouchers with their postings: document and transfers in one transaction, append-only. Errors everywhere:
/// store_unavailable.
class VoucherBook {
public:
    virtual ~VoucherBook() = default;

    /// Every line is posted on the open day of its platform, counterparty and direction; the pair's first one is made.
    /// The same voucher again is answered as it stands. Errors: conflict (the id stands for something else),
    /// invalid_value (no lines).
    virtual awaitable<Result<PostedVoucher>> post(Voucher voucher) = 0;
    virtual awaitable<Result<std::optional<PostedVoucher>>> find(std::string id) = 0;
    /// Those with a line on that day, in the order posted; with all their lines.
    virtual awaitable<Result<std::vector<PostedVoucher>>> of_day(DayKey key) = 0;
};

}  // namespace clearing::ports
