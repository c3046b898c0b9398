#include "gateway/services/translation/pricing.hpp"

#include <map>

namespace clearing::translation {

std::vector<CategoryTotal> category_totals(const std::vector<FeeLine>& lines) {
    std::map<std::string, CategoryTotal> by_type;
    for (const FeeLine& line : lines) {
        CategoryTotal& total = by_type[line.charge_item_type];
        total.charge_item_type = line.charge_item_type;
        total.amount += line.amount;
        total.split += line.split;
    }
    std::vector<CategoryTotal> totals;
    for (auto& [type, total] : by_type)
        totals.push_back(std::move(total));
    return totals;
}

ScopeSplit scope_total(const std::vector<FeeLine>& lines) {
    ScopeSplit total;
    for (const FeeLine& line : lines)
        total += line.split;
    return total;
}

}  // namespace clearing::translation
