#include "gateway/services/translation/row_terms.hpp"

#include <fmt/format.h>

namespace clearing::translation {
namespace {

constexpr Decimal whole = Decimal::from_millionths(Decimal::scale);

char first_digit_of_list_type(CodeKind kind) {
    return kind == CodeKind::service ? '2' : kind == CodeKind::consumable ? '3' : '1';
}

bool is_list_type_of(CodeKind kind, std::string_view text) {
    return text.size() == 3 && text.front() == first_digit_of_list_type(kind);
}

/// 01 … 14 of the dictionary med_chrgitm_type.
bool is_known_charge_item_type(std::string_view text) {
    return text.size() == 2 && text >= "01" && text <= "14" && text[1] >= '0' && text[1] <= '9';
}

void check_terms(CodeKind kind, const CatalogTerms& terms, std::vector<std::string>& faults) {
    const bool full_self_pay = terms.charge_level == "03";
    if (!is_list_type_of(kind, terms.list_type))
        faults.push_back(fmt::format("list type '{}' does not belong here", terms.list_type));
    if (!is_known_charge_item_type(terms.charge_item_type))
        faults.push_back(fmt::format("unknown charge item type '{}'", terms.charge_item_type));
    if (terms.charge_level != "01" && terms.charge_level != "02" && !full_self_pay)
        faults.push_back(fmt::format("unknown charge level '{}'", terms.charge_level));
    if (terms.first_self_pay_ratio.is_negative() || terms.first_self_pay_ratio > whole)
        faults.emplace_back("the first self-pay ratio is between 0 and 1");
    if (full_self_pay != (terms.first_self_pay_ratio == whole)) faults.emplace_back("level 03 and ratio 1 go together");
    if (terms.price_ceiling && terms.price_ceiling->is_negative()) faults.emplace_back("the price ceiling is negative");
}

std::optional<Decimal> read_number(std::string_view what, std::string_view text, std::vector<std::string>& faults) {
    auto number = Decimal::parse(text);
    if (number) return *number;
    faults.push_back(fmt::format("{} '{}': {}", what, text, number.error().detail));
    return std::nullopt;
}

}  // namespace

std::optional<CatalogTerms> read_catalog_terms(CodeKind kind, const CatalogCells& cells,
                                               std::vector<std::string>& faults) {
    const auto ratio = read_number("ratio", cells.first_self_pay_ratio, faults);
    std::optional<Decimal> ceiling;
    if (!cells.price_ceiling.empty()) {
        ceiling = read_number("ceiling", cells.price_ceiling, faults);
        if (!ceiling) return std::nullopt;
    }
    if (!ratio) return std::nullopt;
    const CatalogTerms terms{cells.list_type, cells.charge_item_type, cells.charge_level, *ratio, ceiling};
    check_terms(kind, terms, faults);
    return terms;
}

std::optional<FundClass> read_fund_class(std::string_view class_name, std::string_view component,
                                         std::vector<std::string>& faults) {
    std::optional<Fund> fund;
    for (const Fund each : all_funds)
        if (clearing::name_of(each) == component) fund = each;
    for (const auto kind : {FundClass::Kind::fund, FundClass::Kind::account, FundClass::Kind::hospital}) {
        if (name_of(kind) != class_name) continue;
        const bool needs_fund = kind == FundClass::Kind::fund;
        if (needs_fund != fund.has_value() || needs_fund == component.empty())
            faults.push_back(fmt::format("class {} with the component '{}'", class_name, component));
        return FundClass{kind, fund.value_or(Fund{})};
    }
    faults.push_back(fmt::format("unknown class '{}'", class_name));
    return std::nullopt;
}

std::string_view name_of(FundClass::Kind kind) {
    switch (kind) {
        case FundClass::Kind::fund:
            return "fund";
        case FundClass::Kind::account:
            return "account";
        case FundClass::Kind::hospital:
            return "hospital";
    }
    return {};
}

}  // namespace clearing::translation
