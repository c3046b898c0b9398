#pragma once

#include "gateway/domain/notice.hpp"
#include "gateway/domain/signature.hpp"
#include "gateway/domain/voucher.hpp"

#include <string>

namespace clearing {

/// Money that came back: a bounced transfer, or one that should not have been made.
struct PaymentReturn {
    Date date;
    std::string reason;  ///< what is told of it
};

/// Money that a bank moved to an institution for the persons of one counterparty, as the bureau tells it (SETTLEMENT
/// §6, "hospital paid"). One person enters it, another confirms it, and that posts it: Dr H / Cr T. What was entered by
/// mistake is withdrawn before it is confirmed; what came back after that is entered and confirmed by two persons
/// again, and posts the opposite.
struct InstitutionPayment {
    std::string id;  ///< bank-serial, of a later entry in place of a withdrawn one bank-serial~2
    InstitutionCode institution;
    PlatformName platform;
    DivisionCode counterparty;  ///< whose persons were treated
    std::string bank, serial;   ///< together they name it for life
    Date date;
    Money amount;
    CellAmounts shares;  ///< what of it pays which fund; none before it is confirmed
    Signature entered, confirmed;
    Signature withdrawn;  ///< never confirmed, and never will be: its serial is free again
    PaymentReturn back;
    Signature back_entered, back_confirmed;

    bool is_confirmed() const { return !confirmed.by.empty(); }
    bool is_withdrawn() const { return !withdrawn.by.empty(); }
    bool is_back() const { return !back_confirmed.by.empty(); }
};

/// `entry`: the how-manieth of the serial, from 1.
std::string institution_payment_id(std::string_view bank, std::string_view serial, int entry = 1);

/// Errors: invalid_value naming the field (no institution, no counterparty, no bank, no serial, an amount that is not
/// more than nothing).
Result<void> check_entry(const InstitutionPayment& payment);

/// The payment with its second signature and its shares of what the institution is owed, by fund in proportion, odd fen
/// to the largest. Guards in this order: conflict (it is confirmed already, or withdrawn), forbidden (nobody confirms
/// what they entered), invalid_value (more than is owed).
Result<InstitutionPayment> confirmed_by(InstitutionPayment payment, const CellAmounts& owed, Signature signature);

/// Nothing was posted, so one person is enough. Error: conflict (it is confirmed, or withdrawn already).
Result<InstitutionPayment> withdrawn_by(InstitutionPayment payment, Signature signature);

/// That it came back; until it is confirmed a better account replaces it. Errors: invalid_value (no reason, before the
/// day of the payment), conflict (it is not confirmed, or its return is).
Result<InstitutionPayment> return_entered_by(InstitutionPayment payment, PaymentReturn back, Signature signature);

/// It did not come back after all; nothing was posted, so one person is enough. Where no return is entered it stays as
/// it is. Error: conflict (its return is confirmed).
Result<InstitutionPayment> return_withdrawn(InstitutionPayment payment);

/// Errors: conflict (no return is entered, or it is confirmed already), forbidden (nobody confirms what they entered).
Result<InstitutionPayment> return_confirmed_by(InstitutionPayment payment, Signature signature);

/// Of a confirmed one. Its id is the payment's, so posting it again changes nothing.
Voucher voucher_of(const InstitutionPayment& payment);
/// Of one that is back: the opposite of what was posted, by the same shares.
Voucher voucher_of_return(const InstitutionPayment& payment);

}  // namespace clearing
