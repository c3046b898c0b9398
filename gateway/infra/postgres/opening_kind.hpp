#pragma once

#include "gateway/infra/postgres/kind.hpp"
#include "gateway/infra/postgres/message_kinds.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"
#include "gateway/ports/settlement_store.hpp"

namespace clearing::postgres {

/// Where a record that is opened gets its clearing day.
enum class DayFrom : std::uint8_t {
    record,    ///< it brings one, or has none yet
    open_day,  ///< the pair's open day
    nowhere,   ///< it is born final
};

struct Opening {
    NewSettlement settlement;
    DayFrom day_from{};
    const Vault* vault;
    std::optional<OutgoingMessage> message = {};  ///< kept with it, if it gets the day it brings
};

/// Intents of settlements are opened together with their messages, each pair of days held once; cancels, refusals,
/// fences, and who finds a key or a day taken or closed, alone.
extern const WriteKind<Opening, ports::Opened> openings;

}  // namespace clearing::postgres
