#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/laws.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/ports/settlement_store.hpp"

namespace clearing::settlement {

/// What the other side said, as an event of the state table with what belongs to it. Pure.
struct Outcome {
    SettlementEvent event{};
    std::optional<SettledBill> bill;
    std::optional<Error> error;
    std::vector<Difference> differences;
    std::optional<std::string> alarm = std::nullopt;   ///< what somebody has to look at, beside the state
    std::optional<int> visit_revision = std::nullopt;  ///< of a bill that was checked again before it is sent
    std::optional<ports::ReversalRelease> release = std::nullopt;  ///< of the order that is carried out
};

/// An answer to a settle leg: laws A, B, D decide between yes and unbalanced; C and E open a difference (SETTLEMENT
/// §5). Silence with an alarm: a law does not hold, and an amount that was left out may be why (decision 0029).
Outcome outcome_of_settle(Result<SettledBill> answer, const SettlementRecord& record);

/// An answer to a cancel leg: the negative is taken from what we booked; amounts that differ open a difference.
Outcome outcome_of_cancel(Result<SettledBill> answer, const SettlementRecord& original);

/// An answer to a query of a settle or a cancel (`original`: of a cancel).
Outcome outcome_of_query(Result<QueryResult> answer, const SettlementRecord& record,
                         const std::optional<SettlementRecord>& original);

/// What the asker of a settlement is told for a record that exists (frozen answers, present state: SETTLEMENT §1).
Result<SettledBill> answer_for(const SettlementRecord& record);

/// The GW3 error of a record that is not final.
Error unresolved_error(const SettlementRecord& record);

}  // namespace clearing::settlement
