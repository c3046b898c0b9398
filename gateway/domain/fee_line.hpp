#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/carried.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/payment_split.hpp"
#include "gateway/domain/translated_code.hpp"

#include <optional>
#include <string>

namespace clearing {

/// One fee line of 2204/2301.
struct FeeLine {
    LineId id;                          ///< feedetl_sn, unique within the visit
    LineId refund_of;                   ///< init_feedetl_sn; empty for a forward line
    BillNumber bill;                    ///< chrg_bchno; empty for inpatient lines
    Instant occurred_at{};              ///< fee_ocur_time: governs the catalog row (SETTLEMENT §5)
    std::string occurred_text;          ///< as sent
    std::string med_list_code;          ///< med_list_codg as sent: the national code, on Delta the partner's
    std::string institution_list_code;  ///< medins_list_codg: the institution's own
    std::string national_code;          ///< by our tables; empty: not looked up (the sender's own then counts)
    std::string name;
    std::string list_type;         ///< 101 western drug, 201 service, 301 consumable …
    std::string charge_item_type;  ///< med_chrgitm_type
    std::string charge_level;      ///< chrgitm_lv 01 甲 02 乙 03 自费
    Decimal count;
    Decimal unit_price;
    Money amount;                             ///< det_item_fee_sumamt
    std::optional<Decimal> price_ceiling;     ///< none: no ceiling (999999 on the wire)
    Decimal first_self_pay_ratio;             ///< selfpay_prop
    std::optional<ScopeSplit> claimed_split;  ///< what the sender says; must equal ours (visitors)
    ScopeSplit split;                         ///< computed by the treatment catalog
    TranslatedCode translated;
    Carried carried;
};

/// Splits a line by its catalog row (就医地目录): full self-pay when the class says so; else the part over the ceiling,
/// then the first self-pay of the rest, then in scope. Negative lines split to the exact negative.
ScopeSplit split_line(Decimal count, Decimal unit_price, Money amount, std::optional<Decimal> price_ceiling,
                      Decimal first_self_pay_ratio, bool full_self_pay);

}  // namespace clearing
