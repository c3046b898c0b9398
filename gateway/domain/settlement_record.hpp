#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/prefund_hold.hpp"
#include "gateway/domain/settlement_state.hpp"
#include "gateway/domain/translated_code.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing {

/// One settlement or cancel in our books, either direction (SETTLEMENT §1, §2).
struct SettlementRecord {
    SettlementNo no;
    SettlementKind kind{};
    Direction direction{};
    CareSetting care{};
    PlatformName platform;
    PeerName other_side;  ///< who answers: the platform's peer (visitor) or the bureau's core (resident away)
    DivisionCode treatment_division, insured_division;
    DivisionCode counterparty;  ///< who it clears with (dated row insured/treatment region → counterparty)
    InstitutionCode institution;
    std::string institution_name;
    InsuranceType insurance_type;
    std::string med_type;

    MessageKey message;  ///< the caller's
    std::string infno;
    Sha256 content_digest{};
    SettlementId id;  ///< the setl_id we answer
    VisitNo visit_no;
    VisitId visit;              ///< the mdtrt_id we answer
    BillKey bill;               ///< institution, our visit id, bill number
    SettlementKey key;          ///< Delta: end to end; elsewhere (treatment division, our id)
    MessageId our_message;      ///< our msgid of the leg to the other side
    MessageId reverse_message;  ///< our msgid of its reverse, once one was sent
    SettlementId their_id;
    VisitId their_visit;
    QuoteId quote;

    SettlementState state{};
    SettlementFacts facts;                ///< day_open is computed by the store when it reads
    std::optional<Error> error;           ///< why refused, why reversing; answered again for the same message
    SettledBill answer;                   ///< what the other side answered, as last accepted; split is what is booked
    Money claimed_total;                  ///< the claim's total, known before any answer
    PrefundHold prefund;                  ///< reserved at the intent (DOMAIN §2, live exposure); none of a cancel
    std::optional<SettlementNo> cancels;  ///< kind cancel: the original
    std::optional<SettlementId> original_id;  ///< and its id

    std::optional<ClearingDay> assigned_day;  ///< of the row of SETTLEMENT §3; national: once answered
    std::optional<ClearingDay> cleared_day;   ///< appended once cleared
    Instant opened_at{};
    Instant changed_at{};
    std::string settled_at;  ///< the setl_time we answer
    /// Codes of the claim and of its answer that were translated, with what an unmapped policy did (map_row
    /// "unmapped").
    std::vector<TranslationNote> translations;
};

}  // namespace clearing
