#include "gateway/domain/line_sums.hpp"

#include <map>
#include <tuple>

namespace clearing {

std::vector<LineSums> sums_of(const std::vector<DayLine>& lines) {
    std::map<std::tuple<InsuranceType, CareSetting, ClearingDay>, LineSums> groups;
    for (const DayLine& line : lines) {
        LineSums& group = groups[{line.insurance_type, line.care, line.agreement_day()}];
        group.insurance_type = line.insurance_type;
        group.care = line.care;
        group.agreement_day = line.agreement_day();
        (line.sign > 0 ? group.settlements : group.cancels) += 1;
        group.sums += line.split;
    }
    std::vector<LineSums> result;
    for (auto& [place, group] : groups)
        result.push_back(std::move(group));
    return result;
}

std::vector<DayCell> cells_of(const std::vector<LineSums>& sums) {
    std::map<std::pair<InsuranceType, CareSetting>, DayCell> cells;
    for (const LineSums& group : sums) {
        DayCell& cell = cells[{group.insurance_type, group.care}];
        cell.insurance_type = group.insurance_type;
        cell.care = group.care;
        cell.settlements += group.settlements;
        cell.cancels += group.cancels;
        cell.sums += group.sums;
    }
    std::vector<DayCell> result;
    for (auto& [place, cell] : cells)
        result.push_back(std::move(cell));
    return result;
}

std::vector<StatementCell> clearing_cells(const std::vector<LineSums>& sums, const FormulasByDay& formulas) {
    std::map<std::tuple<InsuranceType, CareSetting, Component>, Money> amounts;
    for (const LineSums& group : sums)
        for (Component component : formulas.at(group.agreement_day).components)
            amounts[{group.insurance_type, group.care, component}] += amount_of(group.sums, component);
    std::vector<StatementCell> cells;
    for (const auto& [place, amount] : amounts)
        if (!amount.is_zero()) cells.push_back({std::get<0>(place), std::get<1>(place), std::get<2>(place), amount});
    return cells;
}

Money by_earlier_agreements(const std::vector<LineSums>& sums, const ClearingFormula& of_day,
                            const FormulasByDay& formulas) {
    Money beyond;
    for (const LineSums& group : sums)
        beyond += cleared_amount(group.sums, formulas.at(group.agreement_day)) - cleared_amount(group.sums, of_day);
    return beyond;
}

}  // namespace clearing
