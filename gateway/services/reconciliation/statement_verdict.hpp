#pragma once

#include "gateway/domain/statement.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/partner_days.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace clearing::reconciliation {

// What the insured side has to say to a statement that is proposed to it (SETTLEMENT §3 (5)). Pure.

/// Why it is not ours, in words for both sides' people: another formula, or the cells that are not the same with both
/// amounts, or those of adjustments, where both sides tell them. Empty: it is ours.
std::string why_not(const ports::StatementProposal& proposed, const Statement& ours);

/// Insurance type and care setting of the cells that are not the same.
using CellGroups = std::set<std::pair<InsuranceType, CareSetting>>;
CellGroups groups_that_differ(const std::vector<StatementCell>& theirs, const std::vector<StatementCell>& ours);

/// Our lines of these groups, without those that are left out already; none where they are more than
/// `most_named_lines`: that is no dispute about lines any more.
constexpr std::size_t most_named_lines = 500;
std::vector<SettlementKey> lines_of(const CellGroups& groups, const ports::DayContent& ours,
                                    const std::set<SettlementKey>& left_out);

}  // namespace clearing::reconciliation
