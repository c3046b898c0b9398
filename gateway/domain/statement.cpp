#include "gateway/domain/statement.hpp"

#include "gateway/domain/line_sums.hpp"

#include <map>

#include <fmt/format.h>

namespace clearing {
Money Statement::receivable_or_payable() const {
    Money sum;
    for (const StatementCell& cell : clearing)
        sum += cell.amount;
    return sum;
}

bool Statement::balances() const {
    std::map<Component, Money> net;
    for (const BalanceLine& line : trial_balance)
        net[line.component] += line.debits - line.credits;
    for (const auto& [component, amount] : net)
        if (!amount.is_zero()) return false;
    Money cleared = by_earlier_agreements;
    for (const DayCell& cell : cells)
        cleared += cleared_amount(cell.sums, formula);
    return cleared == receivable_or_payable();
}

std::string statement_id(const DayKey& key, const DivisionCode& own_region) {
    return fmt::format("{}-{}-{}-{}-{}", own_region.text, key.platform.text, key.counterparty.text,
                       name_of(key.direction), key.day.to_text());
}

std::vector<StatementCell> clearing_cells(const std::vector<DayLine>& lines, const ClearingFormula& formula) {
    const std::vector<LineSums> sums = sums_of(lines);
    FormulasByDay formulas;
    for (const LineSums& group : sums)
        formulas.emplace(group.agreement_day, formula);
    return clearing_cells(sums, formulas);
}

}  // namespace clearing
