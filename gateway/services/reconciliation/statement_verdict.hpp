#pragma once

#include "gateway/domain/statement.hpp"
#include "gateway/ports/day_store.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace clearing::reconciliation {

// What the insured side has to say to a statement that is proposed to it (SETTLEMENT §3 (5)). Pure.

/// A proposal as it came: by which formula, and what clears.
struct Proposed {
    std::string formula;
    std::vector<StatementCell> cells;
};

/// Why it is not ours, in words for both sides' people: another formula, or the cells that are not the same with both
/// amounts. Empty: it is ours.
std::string why_not(const Proposed& proposed, const ClearingFormula& formula, const std::vector<StatementCell>& ours);

/// Insurance type and care setting of the cells that are not the same.
using CellGroups = std::set<std::pair<InsuranceType, CareSetting>>;
CellGroups groups_that_differ(const std::vector<StatementCell>& theirs, const std::vector<StatementCell>& ours);

/// Our lines of these groups, without those that are left out already; none where they are more than
/// `most_named_lines`: that is no dispute about lines any more.
constexpr std::size_t most_named_lines = 500;
std::vector<SettlementKey> lines_of(const CellGroups& groups, const ports::DayContent& ours,
                                    const std::set<SettlementKey>& left_out);

}  // namespace clearing::reconciliation
