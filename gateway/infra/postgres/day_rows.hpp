#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/day_store.hpp"

#include <map>
#include <optional>
#include <set>

namespace clearing::postgres {

/// The pair's lock, held to the end of the transaction. Always taken before any row is locked.
void hold_shared(Session& session, const PairKey& pair);  ///< intents
void hold_alone(Session& session, const PairKey& pair);   ///< the switch of the day, fixing a day's content

/// The pair's last open day, under the shared lock. The first one ever is made from `today`.
ClearingDay open_day_held(Session& session, const PairKey& pair, ClearingDay today, Instant at);

/// Closed, or never heard of and behind a closed one: days of a pair come in order.
bool is_over(Session& session, const DayKey& key);

/// The row of the day, made open when there is none yet, with all days between it and the pair's others.
ports::Day day_row(Session& session, const DayKey& key, Instant at);
std::optional<ports::Day> find_day_row(Session& session, const DayKey& key);
ports::Day read_day(const Row& row);

/// The day as those see it who hold the pair's lock; made open when there is none yet.
struct HeldDay {
    DayState state{};
    bool content_is_fixed = false;  ///< what is booked now is carried; while a close still waits for answers it is not
};
HeldDay held_day(Session& session, const DayKey& key, Instant at);

/// A pair's days as a group of writes sees them, each pair held shared once.
struct PairDays {
    std::optional<ClearingDay> open_day;  ///< the last one
    std::map<ClearingDay, HeldDay> days;  ///< of those asked for that exist

    /// Open, with lines that are not decided yet.
    bool is_plainly_open(ClearingDay day) const;
};
struct AskedDay {
    PairKey pair;
    std::optional<ClearingDay> day;  ///< none: only the open one is wanted

    auto operator<=>(const AskedDay&) const = default;
};
std::map<PairKey, PairDays> hold_pairs(Session& session, const std::set<AskedDay>& asked);
/// The locks alone.
void hold_shared(Session& session, const std::set<PairKey>& pairs);

void carry_out(Session& session, const DayKey& key, const SettlementKey& settlement);

}  // namespace clearing::postgres
