#pragma once

#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// Where our own undoing of a settlement came too late (SETTLEMENT §2, reversing → booked and a cancel record by us),
/// the record is booked, and later cancelled, without anybody ever having been told yes. Told now, the yes would be of
/// a bill that nobody has to pay: the caller would charge it, and charge it again under the next message.
enum class OwnUndoing : std::uint8_t {
    none,       ///< the record says by itself what its asker is told
    owed,       ///< booked, and our cancel is not opened yet
    under_way,  ///< booked, and our cancel has no end yet
    done,       ///< cancelled by us
};
awaitable<Result<OwnUndoing>> own_undoing_of(const World& world, SettlementRecord record);

/// answer_for, but for a settlement that we undo: `reversing` until our cancel is booked, `message_reversed` then.
awaitable<Result<SettledBill>> answer_to_asker(const World& world, SettlementRecord record);

}  // namespace clearing::settlement
