#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ledger.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing {

/// One transfer of a voucher, with what SETTLEMENT §6 wants every line to carry but its day: that is the open day of
/// its pair when it is posted.
struct VoucherLine {
    PlatformName platform;
    DivisionCode counterparty;
    Direction direction{};
    InsuranceType insurance_type;     ///< empty where the money belongs to none: prefund, unallocated
    std::optional<CareSetting> care;  ///< likewise
    Transfer transfer;

    bool operator==(const VoucherLine&) const = default;
};

/// A document that posts beside settlements and clearings: an adjustment, a payment, a netting. Its id is its maker's
/// and names it for ever, so that posting it again changes nothing.
struct Voucher {
    std::string id;
    std::string event;   ///< "deduction", "payment_matched", …: stands on every line
    std::string origin;  ///< what it comes from: a settlement, a notice, another voucher
    std::string text;    ///< for the person who reads the books
    std::string made_by;
    Instant at{};
    std::vector<VoucherLine> lines;
};

/// A voucher in the books. The day of each line stands at the same place in `days`.
struct PostedVoucher {
    Voucher voucher;
    std::vector<ClearingDay> days;
};

}  // namespace clearing
