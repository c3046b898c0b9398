#include "gateway/domain/bill_totals.hpp"

#include <map>

namespace clearing {

BillTotals totals_of(std::span<const FeeLine> lines) {
    BillTotals totals;
    std::map<std::string, CategoryTotal> by_type;
    for (const FeeLine& line : lines) {
        CategoryTotal& category = by_type[line.charge_item_type];
        category.charge_item_type = line.charge_item_type;
        category.amount += line.amount;
        category.split += line.split;
        ++totals.lines;
    }
    for (auto& [type, category] : by_type)
        totals.categories.push_back(std::move(category));
    return totals;
}

Money amount_of(const BillTotals& totals) {
    Money amount;
    for (const CategoryTotal& category : totals.categories)
        amount += category.amount;
    return amount;
}

ScopeSplit scope_of(const BillTotals& totals) {
    ScopeSplit scope;
    for (const CategoryTotal& category : totals.categories)
        scope += category.split;
    return scope;
}

}  // namespace clearing
