#include "gateway/domain/statement.hpp"

#include <map>
#include <tuple>

#include <fmt/format.h>

namespace clearing {
namespace {

/// By which a line clears.
const ClearingFormula& formula_of(const DayLine& line, const ClearingFormula& of_day,
                                  const FormulasOfOriginals& of_originals) {
    const auto earlier = line.original_day ? of_originals.find(*line.original_day) : of_originals.end();
    return earlier == of_originals.end() ? of_day : earlier->second;
}

}  // namespace

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
    return clearing_cells(lines, formula, {});
}

std::vector<StatementCell> clearing_cells(const std::vector<DayLine>& lines, const ClearingFormula& formula,
                                          const FormulasOfOriginals& of_originals) {
    std::map<std::tuple<InsuranceType, CareSetting, Component>, Money> sums;
    for (const DayLine& line : lines)
        for (Component component : formula_of(line, formula, of_originals).components)
            sums[{line.insurance_type, line.care, component}] += amount_of(line.split, component);
    std::vector<StatementCell> cells;
    for (const auto& [key, amount] : sums)
        if (!amount.is_zero()) cells.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), amount});
    return cells;
}

Money by_earlier_agreements(const std::vector<DayLine>& lines, const ClearingFormula& formula,
                            const FormulasOfOriginals& of_originals) {
    Money beyond;
    for (const DayLine& line : lines)
        beyond +=
            cleared_amount(line.split, formula_of(line, formula, of_originals)) - cleared_amount(line.split, formula);
    return beyond;
}

}  // namespace clearing
