#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <vector>

namespace clearing::postgres {

/// One change of one record, inside one transaction: guards first, then everything that belongs to it. Nothing: decided
/// from something that is no longer so. Errors: already_settled (another record holds the bill meanwhile; names it).
Result<std::optional<SettlementRecord>> apply_change(Session& session, const Vault& vault,
                                                     const ports::SettlementChange& change,
                                                     const std::string& change_token);

/// The reversal of what was booked is confirmed: its counter-entry, and what stands of its adjustments.
bool undoes_a_booking(const ports::SettlementChange& change);

/// What the change cannot be decided without: rows of others, or what the record's row alone does not say.
bool needs_a_look(const ports::SettlementChange& change);

/// Booked settlements take the unsettled lines of their bills, and the lines' upload is owed. After their change.
void take_lines(Session& session, const std::vector<SettlementNo>& settlements);

/// Whether a change was committed: its history row is there.
bool is_applied(Session& session, SettlementNo no, const std::string& change_token);

}  // namespace clearing::postgres
