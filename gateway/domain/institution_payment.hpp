#pragma once

#include "gateway/domain/notice.hpp"
#include "gateway/domain/signature.hpp"
#include "gateway/domain/voucher.hpp"

#include <string>

namespace clearing {

/// Money that a bank moved to an institution for the persons of one counterparty, as the bureau tells it (SETTLEMENT
/// §6, "hospital paid"). One person enters it, another confirms it, and that posts it: Dr H / Cr T.
struct InstitutionPayment {
    std::string id;  ///< bank-serial
    InstitutionCode institution;
    PlatformName platform;
    DivisionCode counterparty;  ///< whose persons were treated
    std::string bank, serial;   ///< together they name it for life
    Date date;
    Money amount;
    CellAmounts shares;  ///< what of it pays which fund; none before it is confirmed
    Signature entered, confirmed;

    bool is_confirmed() const { return !confirmed.by.empty(); }
};

std::string institution_payment_id(std::string_view bank, std::string_view serial);

/// Errors: invalid_value naming the field (no institution, no counterparty, no bank, no serial, an amount that is not
/// more than nothing).
Result<void> check_entry(const InstitutionPayment& payment);

/// The payment with its second signature and its shares of what the institution is owed, by fund in proportion, odd fen
/// to the largest. Guards in this order: conflict (it is confirmed already), forbidden (nobody confirms what they
/// entered), over_limit (more than is owed).
Result<InstitutionPayment> confirmed_by(InstitutionPayment payment, const CellAmounts& owed, Signature signature);

/// Of a confirmed one. Its id is the payment's, so posting it again changes nothing.
Voucher voucher_of(const InstitutionPayment& payment);

}  // namespace clearing
