#pragma once

#include "gateway/domain/call.hpp"
#include "gateway/domain/claim.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/message_log.hpp"

namespace clearing::ports {

/// One leg of ours towards whoever answers: our own message id, durable before the first byte.
struct Leg {
    MessageId message;  ///< ours, never the caller's
    std::string infno;  ///< the caller's infno; the answering side gets the same
    DivisionCode treatment_division, insured_division;
    InstitutionCode institution;
    std::string institution_name;
    std::string operator_type, operator_code, operator_name;
    std::chrono::steady_clock::time_point deadline;
    VisitId their_visit;  ///< the answerer's id of the visit, hop by hop
    VisitId our_visit;
};

/// What a settlement, cancel, reverse or query of one is about, on the wire of either platform.
struct LegOfSettlement {
    Leg leg;
    SettlementKey key;               ///< Delta: end to end
    std::optional<ClearingDay> day;  ///< Delta: in the envelope
    MessageId original_message;      ///< reverse, query: our msgid of the original leg
    std::string original_infno;
    SettlementId their_settlement;  ///< cancel: the answerer's id of the original
    SettlementKey original_key;     ///< cancel on Delta
    std::string person_number;      ///< reverse, query on the national platform: whose settlement it is
    KeepMessage keep;               ///< settle: keeps the message with its intent; empty: the log keeps it
};

/// The side that answers: a platform (visitor) or the bureau's core (resident away); the same questions to all
/// (SETTLEMENT §4: the mirror). Error classes: refused = its final no; unavailable = provably nothing was sent, or it
/// says that nothing happened; in_doubt = anything else. Implementations keep every message in the MessageLog
/// themselves.
class OtherSide {
public:
    virtual ~OtherSide() = default;

    virtual awaitable<Result<PersonAnswer>> person(Leg leg, PersonRequest request) = 0;
    virtual awaitable<Result<EntitlementAnswer>> entitlement(Leg leg, EntitlementRequest request) = 0;
    virtual awaitable<Result<VisitAnswer>> visit(Leg leg, VisitRequest request) = 0;
    virtual awaitable<Result<SettledBill>> quote(Leg leg, Claim claim) = 0;
    virtual awaitable<Result<SettledBill>> settle(LegOfSettlement leg, Claim claim) = 0;
    /// `original` is what we booked.
    virtual awaitable<Result<SettledBill>> cancel(LegOfSettlement leg, SettlementRecord original) = 0;
    virtual awaitable<Result<ReverseResult>> reverse(LegOfSettlement leg, std::string reason) = 0;
    virtual awaitable<Result<QueryResult>> query(LegOfSettlement leg) = 0;
    /// Lines of a settled bill, after the fact. All or none; repeating is harmless.
    virtual awaitable<Result<void>> fees(LegOfSettlement leg, std::vector<FeeLine> lines) = 0;
    /// Residents away: the asker's lines are handed to the core as they came (2204/2301), before the bill.
    virtual awaitable<Result<FeeUploadAnswer>> upload(Leg leg, FeeUpload upload) = 0;
    /// Residents away: lines that were handed to the core are taken back (2205/2302), before the bill. All or none.
    virtual awaitable<Result<void>> remove(Leg leg, FeeRemoval removal) = 0;
};

}  // namespace clearing::ports
