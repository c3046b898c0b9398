#pragma once

#include "gateway/domain/statement.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/partner_days.hpp"

#include <set>
#include <string>
#include <vector>

namespace clearing::reconciliation {

// What the insured side has to say to a statement that is proposed to it (SETTLEMENT §3 (5)). Pure.

/// Why it is not ours, in words for both sides' people: another formula, or the cells that are not the same with both
/// amounts, or those of adjustments, where both sides tell them. Empty: it is ours.
std::string why_not(const ports::StatementProposal& proposed, const Statement& ours);

ports::CellGroups groups_that_differ(const std::vector<StatementCell>& theirs, const std::vector<StatementCell>& ours);

/// Of our lines in these cells those that are disputed, ascending: without those that are left out already; none where
/// more than `most_named_lines` stay: that is no dispute about lines any more.
constexpr std::size_t most_named_lines = 500;
std::vector<SettlementKey> worth_naming(std::vector<SettlementKey> lines, const std::set<SettlementKey>& left_out);

}  // namespace clearing::reconciliation
