#pragma once

#include "gateway/infra/postgres/change_row.hpp"
#include "gateway/infra/postgres/kind.hpp"
#include "gateway/infra/postgres/message_kinds.hpp"

namespace clearing::postgres {

struct AskedChange {
    ports::SettlementChange change;
    std::string token;                  ///< names the commit
    std::optional<SealedParts> sealed;  ///< where the record is at hand
    std::optional<AnswerRow> reply;     ///< kept with it
    const Vault* vault;
};
AskedChange asked_change(const Vault& vault, ports::SettlementChange change);

/// Answers and questions of settlements whose day is open are written together; all that has to look at other rows, or
/// has something to report, alone. Nothing: decided from something that is no longer so.
extern const WriteKind<AskedChange, std::optional<SettlementRecord>> settlement_changes;

}  // namespace clearing::postgres
