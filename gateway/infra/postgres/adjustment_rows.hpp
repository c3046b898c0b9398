#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/ports/adjustments.hpp"

namespace clearing::postgres {

/// What a settlement's row says that its adjustments need.
struct AdjustedSettlement {
    SettlementNo no;
    SettlementId id;
    SettlementKey key;
    PairKey pair;
    InsuranceType insurance_type;
    CareSetting care{};
    bool may_be_adjusted = false;  ///< booked, and no cancel itself
};
std::optional<AdjustedSettlement> find_adjusted_settlement(Session& session, SettlementNo no);
/// As it stands once nobody else adjusts or cancels it: its pair's lock is taken, then its row's.
std::optional<AdjustedSettlement> hold_adjusted_settlement(Session& session, SettlementNo no);

/// Error: not_settled.
Result<void> check_may_be_adjusted(const AdjustedSettlement& settlement);

/// By the transfers of the settlement and of its cancels, by what was adjusted, and by what waits for the other
/// region's answer.
Adjusted adjusted(Session& session, const AdjustedSettlement& settlement, Bearer bearer);

/// Document, transfers, rows. No check but that of the id.
Result<Adjustment> write_adjustment(Session& session, const AdjustedSettlement& settlement,
                                    const NewAdjustment& adjustment);

/// As ports::Adjustments::post, for whoever has more to write in the same commit.
Result<Adjustment> post_adjustment(Session& session, const NewAdjustment& adjustment,
                                   const ports::AskedFirst& asked_first);

/// Whether what undoes it has something to take back: asked with its row held, as whoever adjusts it holds it.
bool is_adjusted(Session& session, SettlementNo settlement);

/// The settlement is cancelled, or reversed: what stands of its adjustments is taken back, so that nothing is left
/// (SETTLEMENT §6). `cause` names it in the books: "cancel <its id>", "reversal <its own id>".
Result<void> take_back_adjustments(Session& session, SettlementNo settlement, const std::string& cause, Instant at);
/// That cancel was reversed: they stand again.
Result<void> renew_adjustments(Session& session, SettlementNo settlement, const std::string& cause, Instant at);

}  // namespace clearing::postgres
