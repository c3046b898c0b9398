#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/visit_store.hpp"

#include <map>
#include <vector>

namespace clearing::postgres {

/// The rules of a visit's lines, inside one transaction; the visit's row is locked, so uploads of one visit follow each
/// other. Errors as ports::VisitStore and visit_store.hpp list them.
Result<void> add_fee_lines(Session& session, const Vault& vault, VisitNo visit, const std::vector<FeeLine>& lines);
Result<void> keep_told_fee_lines(Session& session, const Vault& vault, VisitNo visit, SettlementNo of,
                                 const std::vector<FeeLine>& lines);
/// Whether an upload was committed: its lines are there.
bool are_fee_lines_stored(Session& session, VisitNo visit, const std::vector<LineId>& ids);
Result<long long> remove_fee_lines(Session& session, VisitNo visit, const BillNumber& bill,
                                   const std::vector<LineId>& lines);

/// In the order they came.
std::vector<ports::StoredLine> fee_lines_of_visit(Session& session, const Vault& vault, VisitNo visit);
/// The lines a settlement has taken, in their order.
std::vector<FeeLine> read_settled_lines(Session& session, const Vault& vault, SettlementNo settlement);

// Of many bills in one query each; bills without lines are not in the answer.
std::map<SettlementNo, std::vector<FeeLine>> lines_of_settlements(Session& session, const Vault& vault,
                                                                  const std::vector<SettlementNo>& settlements);
std::map<VisitNo, std::vector<FeeLine>> unsettled_lines_of_visits(Session& session, const Vault& vault,
                                                                  const std::vector<VisitNo>& visits);
/// The lines that were there at a settlement's intent and belong to its bill, whoever has settled them since: what it
/// was made of when it took none, or gave them back.
std::vector<FeeLine> read_lines_of_intent(Session& session, const Vault& vault, SettlementNo settlement);

}  // namespace clearing::postgres
