#pragma once

#include "gateway/domain/adjustment_offer.hpp"
#include "gateway/infra/postgres/adjustment_rows.hpp"

#include <optional>
#include <vector>

namespace clearing::postgres {

/// Offers of a settlement that may still come to stand: pending or parked, but not refused ones.
std::vector<NewAdjustment> open_offers(Session& session, SettlementNo settlement);

/// Instead of posting: the offer, on the pair's open day, whose lock the caller holds with the settlement's row. The
/// same again is answered as it stands. What takes back a refused one withdraws it, and is nothing to tell either.
/// Errors: conflict (origin and reason stand for something else), invalid_value (the origin is too long), those of
/// check_adjustment.
Result<Adjustment> offer_adjustment(Session& session, const AdjustedSettlement& settlement,
                                    const NewAdjustment& adjustment, const PeerName& peer);

std::optional<AdjustmentOffer> find_offer(Session& session, long long no);
AdjustmentOffer read_offer(Session& session, const Row& row);

/// The columns `read_offer` reads; the rest of the statement comes after it.
#define SELECT_OFFERS                                                                                              \
    "SELECT o.offer_no, o.settlement_no, o.reason, o.bearer, o.origin, o.made_by, ms_of(o.made_at) AS made_ms, "   \
    "o.peer, o.state, o.refused, o.refusals, o.attempts, o.last_failure, ms_of(o.next_try_at) AS next_ms, "        \
    "ms_of(coalesce(o.resumed_at, o.made_at)) AS since_ms, s.id AS "                                               \
    "settlement_id, s.key_division, s.key_id, s.insured_division, d.platform, d.counterparty, d.direction, d.day " \
    "FROM adjustment_offer o JOIN settlement s USING (settlement_no) JOIN clearing_day d USING (day_no) "

}  // namespace clearing::postgres
