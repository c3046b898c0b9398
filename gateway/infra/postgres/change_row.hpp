#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <optional>
#include <string>

namespace clearing::postgres {

/// A change of a settlement as its rows are written.
struct ChangeRow {
    const ports::SettlementChange& change;
    const SettlementRecord& before;
    const std::string& token;                ///< a commit in doubt is looked up by it
    std::optional<ClearingDay> posting_day;  ///< of its transfers
};

/// The settlement's new state with all that belongs to it, its history, its payments and its transfers, in one
/// statement. False: the settlement is no longer as the change was decided from, nothing was written.
bool write_change(Session& session, const Vault& vault, const ChangeRow& row);

/// The record with the change made, as a reader of the row would see it; `facts.day_open` is left as it was.
SettlementRecord changed_record(SettlementRecord before, const ports::SettlementChange& change);

}  // namespace clearing::postgres
