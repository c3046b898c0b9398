#include "gateway/services/translation/fund_classes.hpp"

#include <optional>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

std::optional<Fund> fund_named(std::string_view name) {
    for (const Fund fund : all_funds)
        if (clearing::name_of(fund) == name) return fund;
    return std::nullopt;
}

std::optional<FundClass::Kind> class_named(std::string_view name) {
    if (name == "fund") return FundClass::Kind::fund;
    if (name == "account") return FundClass::Kind::account;
    if (name == "hospital") return FundClass::Kind::hospital;
    return std::nullopt;
}

}  // namespace

FundClasses FundClasses::read(const tables::Table& table, tables::Findings& findings) {
    FundClasses classes;
    for (const tables::Row& row : table.rows()) {
        const auto kind = class_named(row["class"]);
        const auto fund = fund_named(row["fund"]);
        if (!kind) findings.add(row.where(), fmt::format("unknown class '{}'", row["class"]));
        if (kind && (*kind == FundClass::Kind::fund) != fund.has_value())
            findings.add(row.where(), fmt::format("class {} with the component '{}'", row["class"], row["fund"]));
        if (!kind) continue;
        const FundClass read{*kind, fund.value_or(Fund{})};
        const auto [first, is_new] = classes.by_type_.try_emplace(row["national_code"], read);
        if (!is_new && (first->second.kind != read.kind || first->second.fund != read.fund))
            findings.add(row.where(), fmt::format("{} has another class elsewhere", row["national_code"]));
    }
    return classes;
}

FundClass FundClasses::find(std::string_view fund_pay_type) const {
    const auto found = by_type_.find(std::string(fund_pay_type));
    return found == by_type_.end() ? FundClass{FundClass::Kind::fund, Fund::oth} : found->second;
}

}  // namespace clearing::translation
