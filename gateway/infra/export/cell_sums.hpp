#pragma once

#include "gateway/domain/statement.hpp"

#include <map>
#include <vector>

// What statements print and do not store: sums over their cells. Pure.

namespace clearing::exports {

/// A cell and what it clears: receivable of a visitor, payable of a resident away.
struct ClearedCell {
    DayCell cell;
    Money cleared;

    long long count() const { return cell.settlements - cell.cancels; }
};

std::vector<ClearedCell> cleared_cells(const Statement& statement);
ClearedCell sum_of(const std::vector<ClearedCell>& cells);

/// One component's debits and credits over all accounts: equal when the books balance.
struct ComponentBalance {
    Component component{};
    Money debits, credits;
};
std::vector<ComponentBalance> component_balances(const std::vector<BalanceLine>& lines);

}  // namespace clearing::exports
