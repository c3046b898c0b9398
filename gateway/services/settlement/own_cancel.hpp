#pragma once

#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

// Cancels of our own: a reverse came too late, the settlement is booked and its day is closed (SETTLEMENT §2). They are
// numbered, for one that came to nothing is spent, and the undo is still owed.

class Runner;

/// When so many came to nothing, no other is sent of our own accord.
inline constexpr int own_cancels_at_most = 16;

/// The cancel of ours for a booked settlement, as it then stands. Idempotent: one that is under way or refused is
/// answered, one that was not sent is sent again, after a spent one there is a next. Error: conflict, the undoing is
/// given up.
awaitable<Result<SettlementRecord>> cancel_ourselves(Runner& runner, SettlementRecord original);

/// From here on the undoing is a person's: the alarm `undoing_given_up`, once a settlement whoever took note of it.
awaitable<Result<void>> give_up_undoing(const World& world, SettlementRecord original);

/// A cancel that no asker sent: ours to send again.
bool is_own_cancel(const SettlementRecord& record);

/// A cancel that came to nothing, so that another may follow: reversed, or its day was over before it arrived. After
/// the other side's no of any other kind the settlement stands.
bool is_spent(const SettlementRecord& cancel);

}  // namespace clearing::settlement
