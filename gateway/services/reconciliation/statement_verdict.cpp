#include "gateway/services/reconciliation/statement_verdict.hpp"

#include "gateway/domain/adjustment_offer.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

using Place = std::tuple<InsuranceType, CareSetting, Component>;

/// Theirs and ours of each cell, where they are not the same.
std::map<Place, std::pair<Money, Money>> cells_that_differ(const std::vector<StatementCell>& theirs,
                                                           const std::vector<StatementCell>& ours) {
    std::map<Place, std::pair<Money, Money>> cells;
    for (const StatementCell& cell : theirs)
        cells[{cell.insurance_type, cell.care, cell.component}].first += cell.amount;
    for (const StatementCell& cell : ours)
        cells[{cell.insurance_type, cell.care, cell.component}].second += cell.amount;
    std::erase_if(cells, [](const auto& cell) { return cell.second.first == cell.second.second; });
    return cells;
}

}  // namespace

std::string why_not(const ports::StatementProposal& proposed, const Statement& ours) {
    if (proposed.formula != ours.formula.id)
        return fmt::format("formula {} here, {} there", ours.formula.id, proposed.formula);
    if (std::string cells = differing_cells(ours.clearing, proposed.cells); !cells.empty()) return cells;
    if (!ours.adjustments || !proposed.adjustments) return {};
    const std::string adjustments = differing_cells(*ours.adjustments, *proposed.adjustments);
    return adjustments.empty() ? adjustments : "adjustments: " + adjustments;
}

ports::CellGroups groups_that_differ(const std::vector<StatementCell>& theirs, const std::vector<StatementCell>& ours) {
    ports::CellGroups groups;
    for (const auto& [place, amounts] : cells_that_differ(theirs, ours))
        groups.emplace(std::get<InsuranceType>(place), std::get<CareSetting>(place));
    return groups;
}

std::vector<SettlementKey> worth_naming(std::vector<SettlementKey> lines, const std::set<SettlementKey>& left_out) {
    std::erase_if(lines, [&](const SettlementKey& line) { return left_out.contains(line); });
    if (lines.size() > most_named_lines) return {};
    std::ranges::sort(lines);
    return lines;
}

}  // namespace clearing::reconciliation
