#pragma once

#include "gateway/domain/prefund_exposure.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <span>
#include <vector>

namespace clearing::postgres {

// The one row of a counterparty's live exposure, inside the transaction of the settlements it belongs to. What need not
// be decided at once is written once a transaction, at its end and in the order of the keys: whoever shares a commit
// changes a row once, and two daemons never wait for each other in a circle.

struct Reservation {
    PrefundKey key;
    PrefundHold hold;
};
Reservation reservation_of(const SettlementRecord& record);

/// Takes each in its order, as far as it fits; what may not exceed is never exceeded. One update a counterparty when
/// all of a batch fit; else its row is locked and they are decided one by one. Parallel to `wanted`: false, it does not
/// fit and is not taken. A limited reservation locks its counterparty's row to the end of the transaction: take the
/// day's locks before.
std::vector<bool> reserve(Session& session, std::span<const Reservation> wanted, Instant at);

/// Left to the end of the transaction: what the change of a record adds or gives back. `reserved_before` is reserved_by
/// of the record as it was.
void follow_change(Session& session, Money reserved_before, const SettlementRecord& after,
                   std::span<const Transfer> transfers);
/// The same as a plain sum; below zero: given back.
void add_exposure(Session& session, const PrefundKey& key, Money amount, Instant at);

/// Vouchers change the row by themselves (V012); this looks whether a mark was crossed.
void look_at_level(Session& session, const PrefundKey& key, Instant at);

/// Whether the row has these marks and the level they give; only reads. True where there is no row.
bool is_level_settled(Session& session, const PrefundKey& key, const PrefundMarks& marks);

/// Somebody was turned away: the level is exhausted, unless the exposure stands below the mark where that ends.
void note_limit(Session& session, const PrefundKey& key, Instant at);

/// What the desk is told (a reservation that did not fit): GW1519, or GW2004 with the time to come again.
Error does_not_fit(const Reservation& wanted);

}  // namespace clearing::postgres
