#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::postgres {

/// What of a change stands in columns sealed; nothing leaves the column as it is.
struct SealedParts {
    std::optional<Bytes> answer;
    std::optional<Bytes> translations;  ///< those of the record, and the change's
};
SealedParts seal_parts(const Vault& vault, const SettlementRecord& before, const ports::SettlementChange& change);

/// A change of a settlement as its rows are written.
struct ChangeRow {
    const ports::SettlementChange& change;
    const SettlementRecord& before;
    const std::string& token;                ///< a commit in doubt is looked up by it
    std::optional<ClearingDay> posting_day;  ///< of its transfers
    SealedParts sealed;
};

/// The settlements' new states with all that belongs to them, their history, their payments and their transfers. Each
/// settlement at most once, in ascending order. Parallel to `rows`: false, the settlement is no longer as the change
/// was decided from, and nothing of it was written.
std::vector<bool> write_changes(Session& session, const std::vector<ChangeRow>& rows);

/// The record with the change made, as a reader of the row would see it; `facts.day_open` is left as it was.
SettlementRecord changed_record(SettlementRecord before, const ports::SettlementChange& change);

}  // namespace clearing::postgres
