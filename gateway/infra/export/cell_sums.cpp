#include "gateway/infra/export/cell_sums.hpp"

namespace clearing::exports {

std::vector<ClearedCell> cleared_cells(const Statement& statement) {
    std::vector<ClearedCell> result;
    for (const DayCell& cell : statement.cells) {
        ClearedCell cleared{cell, {}};
        for (const StatementCell& part : statement.clearing)
            if (part.insurance_type == cell.insurance_type && part.care == cell.care) cleared.cleared += part.amount;
        result.push_back(std::move(cleared));
    }
    return result;
}

ClearedCell sum_of(const std::vector<ClearedCell>& cells) {
    ClearedCell sum;
    for (const ClearedCell& one : cells) {
        sum.cell.settlements += one.cell.settlements;
        sum.cell.cancels += one.cell.cancels;
        sum.cell.sums += one.cell.sums;
        sum.cleared += one.cleared;
    }
    return sum;
}

std::vector<ComponentBalance> component_balances(const std::vector<BalanceLine>& lines) {
    std::map<Component, ComponentBalance> sums;
    for (const BalanceLine& line : lines) {
        ComponentBalance& sum = sums[line.component];
        sum.component = line.component;
        sum.debits += line.debits;
        sum.credits += line.credits;
    }
    std::vector<ComponentBalance> result;
    for (const auto& [component, sum] : sums)
        result.push_back(sum);
    return result;
}

}  // namespace clearing::exports
