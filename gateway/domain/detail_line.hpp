#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/payment_split.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/domain/visit.hpp"

#include <optional>
#include <string>

namespace clearing {

/// One cleared line as a statement details it: a settlement (+1) or a cancel (−1). The person stands in it unmasked,
/// never in a log; every export masks (DESIGN §3 rule 11).
struct DetailLine {
    SettlementNo no;
    SettlementId id;  ///< the setl_id we answered
    SettlementKey key;
    int sign = 1;
    InsuranceType insurance_type;
    CareSetting care{};
    std::string med_type;
    std::string person_name, person_type, card_no;
    std::string stay_number;                 ///< ipt_otp_no
    std::string admitted_at, discharged_at;  ///< begntime, endtime as sent
    std::string settled_at;                  ///< setl_time
    DivisionCode treatment_division, insured_division;
    std::string institution_name;
    PaymentSplit split;                    ///< without payments; negative of a cancel
    std::optional<SettlementId> original;  ///< of a cancel
    ClearingDay assigned_day;
    ClearingDay cleared_day;
};

/// Of a cleared record (it has both days). `visit` is null where the books hold none.
DetailLine detail_of(const SettlementRecord& record, const Visit* visit);

/// What the control digest of a statement is taken over, a line each (decision 0018): key, sign, amounts in fen, days.
std::string control_text(const DetailLine& line);

}  // namespace clearing
