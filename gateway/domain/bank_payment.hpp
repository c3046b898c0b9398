#pragma once

#include "gateway/domain/component_amounts.hpp"
#include "gateway/domain/notice.hpp"
#include "gateway/domain/voucher.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// Money that a bank moved, as finance tells it (DOMAIN §2: bank name, serial, date). Visitor: it came to us; resident
/// away: we paid it.
struct BankEntry {
    std::string bank, serial;  ///< together they name it for life
    Date date;
    Money amount;
    PlatformName platform;
    DivisionCode counterparty;
    Direction direction{};
    std::string notice;  ///< what it says it pays; may be empty

    bool operator==(const BankEntry&) const = default;
};

enum class PaymentState : std::uint8_t {
    unmatched,       ///< waits for a notice, unallocated
    partly_matched,  ///< more came than the notice asks for: the rest waits
    matched,
    bounced,
};
std::string_view name_of(PaymentState state);
std::string_view chinese_name_of(PaymentState state);

/// A part of a payment, a netting or an offset that settles cells of a notice. Negative: undone.
struct Allocation {
    std::string notice;
    Direction direction{};  ///< the notice's: a netting settles one of each
    CellAmounts amounts;

    bool operator==(const Allocation&) const = default;
};

struct BankPayment {
    std::string id;  ///< bank-serial; where another pair of them reads the same: bank-serial~2
    BankEntry entry;
    std::vector<Allocation> allocations;  ///< what stands of them, by notice
    bool bounced = false;
    std::string bounce_reason;
    Signature entered;
    int revision = 0;

    /// What is left of it. Of a netting the two notices' difference is what the bank moved. Nothing once it bounced.
    Money unallocated() const;
    PaymentState state() const;
};

/// `alike`: counts banks and serials that read the same, joined, from 1.
std::string payment_id(std::string_view bank, std::string_view serial, int alike = 1);

/// Errors: invalid_value naming the field (no bank, no serial, no counterparty, an amount that is not more than
/// nothing).
Result<void> check_entry(const BankEntry& entry);

/// What settles notices, decided from values alone: which cells, the voucher, the payment afterwards.
struct Settling {
    std::vector<Allocation> allocations;
    std::vector<VoucherLine> lines;  ///< empty: nothing is posted
};

/// A payment just entered, or one that waits: as much as is open is shared out over the notice's cells; of what comes
/// to us the rest waits unallocated. Guards in this order: invalid_value (another pair or direction), conflict
/// (bounced, nothing left of it, the notice is not released yet, nothing to pay there), invalid_value (we pay more than
/// is owed).
Result<Settling> settle_by_payment(const BankPayment& payment, const Notice& notice, bool is_new);

/// Money that names no notice. Nothing is posted where we paid: it was entered before its notice.
Settling wait_unallocated(const BankPayment& payment);

/// The opposite of everything that stands of it.
Settling bounce(const BankPayment& payment);

/// Both gross payments on one day under one voucher; the bank moves only the difference (agreement row). `moved`: that
/// entry, of the direction that owes more; none where both owe the same. Errors: as settle_by_payment; invalid_value
/// (the entry is not the difference).
Result<Settling> settle_by_netting(const Notice& receivable, const Notice& payable,
                                   const std::optional<BankEntry>& moved);

/// Out of the prefund (agreement row; SETTLEMENT §6). Held: Dr PR / Cr T and Dr T / Cr R2 by component; placed: Dr P2 /
/// Cr T by component and Dr T / Cr PA: what gives up the money stands first. Errors: as settle_by_payment; conflict
/// (the prefund holds less).
Result<Settling> settle_by_offset(const Notice& notice, Money prefund);

}  // namespace clearing
