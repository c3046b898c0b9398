#pragma once

#include "gateway/domain/prefund_exposure.hpp"
#include "gateway/domain/prefund_warning.hpp"
#include "gateway/domain/voucher.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <set>
#include <span>
#include <vector>

namespace clearing::postgres {

// The one row of a counterparty's live exposure, inside the transactions of what it counts. Changes are gathered and
// written once a transaction, at its end and in the order of their keys: whoever shares a commit changes a row once,
// and where no prefund is kept that statement finds nothing. Only a reservation that a policy limits holds the row
// before.

/// What an intent holds of a prefund; nothing of one that is born final.
struct Reservation {
    PrefundKey key;
    PrefundHold hold;
};
Reservation reservation_of(const SettlementRecord& record);

/// The record's prefund and its pair of days may be needed in this transaction (WriteKind::announce).
void announce_prefund(Session& session, const SettlementRecord& record);

/// Which of them fit, each taken in its order; parallel to `wanted`. What was gathered so far counts; who fits is to be
/// gathered once it is written. Where a policy limits one of them, everything announced is held from here on: first
/// the pairs of days, then the rows of prefunds, in their order. Where no prefund is kept everything fits.
std::vector<bool> which_fit(Session& session, std::span<const Reservation> wanted);

/// What the desk is told about one that does not: prefund_exhausted, or busy with the time to come again.
Error does_not_fit(const Reservation& wanted);

/// Gathered: below zero, given back.
void add_exposure(Session& session, const PrefundKey& key, Money amount, Instant at);
/// Gathered: what the change of a record adds or gives back. `reserved_before` is reserved_by of the record as it was.
void follow_change(Session& session, Money reserved_before, const SettlementRecord& after,
                   std::span<const Transfer> transfers);
/// Gathered: what a voucher's line pays, or moves of the prefund itself.
void follow_line(Session& session, const VoucherLine& line, Instant at);

/// Gathered: somebody was turned away. The level is exhausted then, unless the exposure stands below the mark where
/// that ends: a single dear bill was refused, and the prefund is not used up.
void note_reached_limit(Session& session, const PrefundKey& key, Instant at);

/// One prefund as it stands.
struct PrefundRow {
    PrefundUse use;
    PrefundLevel level{};
    std::optional<PrefundMarks> marks;  ///< none told yet: no level changes
};
enum class Holding : std::uint8_t {
    no,
    yes,  ///< locked to the end of the transaction
};
/// Nothing: none is kept.
std::optional<PrefundRow> find_prefund(Session& session, const PrefundKey& key, Holding holding);

/// The level its marks give, of a row that is held; what rises is alarmed.
void settle_level(Session& session, const PrefundKey& key, const PrefundRow& row, Instant at);

/// Unless one of the same kind and subject stands that nobody has acknowledged. The row of the prefund is held, so
/// there is never a second one at once.
void raise_prefund_alarm(Session& session, const PrefundWarning& warning, Instant at);

}  // namespace clearing::postgres
