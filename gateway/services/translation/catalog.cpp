#include "gateway/services/translation/catalog.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

constexpr Decimal one = Decimal::from_millionths(Decimal::scale);

bool same_split(const CatalogEntry& left, const CatalogEntry& right) {
    return left.charge_item_type == right.charge_item_type && left.charge_level == right.charge_level &&
           left.first_self_pay_ratio == right.first_self_pay_ratio && left.price_ceiling == right.price_ceiling;
}

bool meet(const tables::Period& left, const tables::Period& right) {
    return left.contains(right.from) || right.contains(left.from);
}

/// 01 … 14 of the dictionary med_chrgitm_type.
bool is_charge_item_type(const std::string& text) {
    return text.size() == 2 && text >= "01" && text <= "14";
}

bool list_type_fits(const std::string& file, const std::string& list_type) {
    const char first = file == "services.tsv" ? '2' : file == "consumables.tsv" ? '3' : '1';
    return list_type.size() == 3 && list_type.front() == first;
}

/// Finds what the row's words and numbers break.
void check_row(const std::string& file, const tables::Row& row, const CatalogEntry& entry, tables::Findings& findings) {
    const bool full_self_pay = entry.charge_level == "03";
    if (!list_type_fits(file, entry.list_type))
        findings.add(row.where(), fmt::format("list type '{}' does not belong here", entry.list_type));
    if (!is_charge_item_type(entry.charge_item_type))
        findings.add(row.where(), fmt::format("unknown charge item type '{}'", entry.charge_item_type));
    if (entry.charge_level != "01" && entry.charge_level != "02" && !full_self_pay)
        findings.add(row.where(), fmt::format("unknown charge level '{}'", entry.charge_level));
    if (entry.first_self_pay_ratio.is_negative() || entry.first_self_pay_ratio > one)
        findings.add(row.where(), "the first self-pay ratio is between 0 and 1");
    if (full_self_pay != (entry.first_self_pay_ratio == one))
        findings.add(row.where(), "level 03 and ratio 1 go together");
    if (entry.price_ceiling && entry.price_ceiling->is_negative())
        findings.add(row.where(), "the price ceiling is negative");
}

CatalogEntry read_entry(const tables::Table& table, const tables::Row& row, tables::Findings& findings) {
    CatalogEntry entry{row["national_code"], row["name"], row["list_type"], row["charge_item_type"],
                       row["charge_level"],  Decimal(),   std::nullopt,     map_row_of(table, row)};
    if (const auto ratio = Decimal::parse(row["first_self_pay_ratio"]))
        entry.first_self_pay_ratio = *ratio;
    else
        findings.add(row.where(), fmt::format("ratio '{}': {}", row["first_self_pay_ratio"], ratio.error().detail));
    if (row["price_ceiling"].empty()) return entry;
    if (const auto ceiling = Decimal::parse(row["price_ceiling"]))
        entry.price_ceiling = *ceiling;
    else
        findings.add(row.where(), fmt::format("ceiling '{}': {}", row["price_ceiling"], ceiling.error().detail));
    return entry;
}

}  // namespace

void Catalog::read(const tables::Table& table, tables::Findings& findings) {
    for (const tables::Row& row : table.rows()) {
        tables::Findings told_by_the_code_table;
        const auto period = tables::read_period(row, told_by_the_code_table);
        if (!period || row["local_code"].empty() || row["national_code"].empty()) continue;
        const auto [file, is_new] = file_of_local_.try_emplace(row["local_code"], table.file());
        if (!is_new && file->second != table.file())
            findings.add(row.where(), fmt::format("{} has the local code {} too", file->second, row["local_code"]));

        Dated dated{*period, read_entry(table, row, findings), row.where()};
        check_row(table.file(), row, dated.entry, findings);
        check_one_split_per_national_code(dated, findings);
        by_national_[dated.entry.code].push_back(entries_.size());
        by_local_[row["local_code"]].push_back(entries_.size());
        entries_.push_back(std::move(dated));
    }
}

void Catalog::check_one_split_per_national_code(const Dated& added, tables::Findings& findings) const {
    const auto others = by_national_.find(added.entry.code);
    if (others == by_national_.end()) return;
    for (const std::size_t index : others->second) {
        const Dated& other = entries_[index];
        if (meet(added.period, other.period) && !same_split(added.entry, other.entry))
            findings.add(added.where, fmt::format("{} is split otherwise at {}", added.entry.code, other.where));
    }
}

const CatalogEntry* Catalog::in_force(const ByCode& by_code, std::string_view code, Date on) const {
    const auto indexes = by_code.find(std::string(code));
    if (indexes == by_code.end()) return nullptr;
    for (const std::size_t index : indexes->second)
        if (entries_[index].period.contains(on)) return &entries_[index].entry;
    return nullptr;
}

const CatalogEntry* Catalog::find(std::string_view national_code, std::string_view institution_code, Date on) const {
    if (!national_code.empty()) return in_force(by_national_, national_code, on);
    return in_force(by_local_, institution_code, on);
}

CodeKind kind_of_shape(std::string_view code) {
    if (code.starts_with('C')) return CodeKind::consumable;
    const bool digits =
        std::ranges::all_of(code.substr(0, 15), [](char c) { return c >= '0' && c <= '9'; }) && !code.empty();
    return digits ? CodeKind::service : CodeKind::drug;
}

}  // namespace clearing::translation
