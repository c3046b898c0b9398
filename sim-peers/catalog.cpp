#include "sim-peers/catalog.hpp"

#include <algorithm>

namespace clearing::peers {

std::expected<Catalog, std::string> Catalog::read(const Json& file) {
    Catalog catalog;
    for (const char* kind : {"drugs", "services", "consumables"}) {
        for (const auto& row : file[kind].items()) {
            CatalogItem item{row.text("local_code"),
                             row.text("code"),
                             row.text("name"),
                             row.text("list_type"),
                             row.text("med_chrgitm_type"),
                             row.text("chrgitm_lv"),
                             row.text("price"),
                             {},
                             {},
                             false};
            const auto ratio = read_ratio(row.text("first_self_pay_ratio"));
            const auto ceiling = read_fen(row.text("price_ceiling"));
            if (!ratio || !ceiling || !read_fen(item.price)) return std::unexpected("catalog: " + item.local_code);
            item.first_self_pay = *ratio;
            item.price_ceiling = *ceiling;
            item.has_ceiling = row.text("price_ceiling") != "999999";
            catalog.items_.push_back(std::move(item));
        }
    }
    for (const auto& row : file["institutions"].items()) {
        catalog.institutions_.push_back({row.text("code"), row.text("name"), row.text("division"),
                                         static_cast<int>(row["level"].integer(3)), row["delta"].truth()});
    }
    for (const auto& row : file["diagnoses"].items()) {
        catalog.diagnoses_.push_back(
            {row.text("code"), row.text("name"), row.text("insurance_code"), row.text("insurance_name")});
    }
    if (catalog.items_.empty() || catalog.institutions_.empty() || catalog.diagnoses_.empty()) {
        return std::unexpected(std::string("catalog: items, institutions or diagnoses are missing"));
    }
    return catalog;
}

const CatalogItem* Catalog::item(const std::string& local_code) const {
    const auto found = std::ranges::find(items_, local_code, &CatalogItem::local_code);
    return found == items_.end() ? nullptr : &*found;
}

const Institution* Catalog::institution(const std::string& code) const {
    const auto found = std::ranges::find(institutions_, code, &Institution::code);
    return found == institutions_.end() ? nullptr : &*found;
}

Scope Catalog::price(const CatalogItem& item, int count) {
    Scope scope;
    const Fen unit = *read_fen(item.price);
    scope.total = {unit.value * count};
    if (item.first_self_pay == Ratio{10000}) {
        scope.full_self_pay = scope.total;
        return scope;
    }
    if (item.has_ceiling && unit > item.price_ceiling) scope.over_limit = {(unit - item.price_ceiling).value * count};
    scope.first_self_pay = share_of(scope.total - scope.over_limit, item.first_self_pay);
    scope.in_scope = scope.total - scope.over_limit - scope.first_self_pay;
    return scope;
}

}  // namespace clearing::peers
