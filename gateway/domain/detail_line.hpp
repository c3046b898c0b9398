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
    PaymentSplit split;                       ///< without payments; negative of a cancel
    std::optional<SettlementId> original;     ///< of a cancel
    std::optional<ClearingDay> original_day;  ///< of a cancel: the day its original is assigned to
    ClearingDay assigned_day;
    ClearingDay cleared_day;

    /// By whose agreement it was posted and cleared (decision 0032).
    ClearingDay agreement_day() const { return original_day.value_or(assigned_day); }
};

/// Of a cleared record (it has both days). `visit` is null where the books hold none; `original_day`: of a cancel.
DetailLine detail_of(const SettlementRecord& record, const Visit* visit, std::optional<ClearingDay> original_day);

/// What the control digest of a statement is taken over, a line each (decision 0018): key, sign, amounts in fen, days.
std::string control_text(const DetailLine& line);

}  // namespace clearing
