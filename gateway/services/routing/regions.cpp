#include "gateway/services/routing/regions.hpp"

#include "gateway/services/tables/codes.hpp"
#include "gateway/services/tables/period.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing::routing {
namespace {

constexpr std::array<std::string_view, 6> kinds{"province", "municipality", "city",
                                                "district", "city_level",   "provincial_level"};

bool is_routed(std::string_view kind) {
    return kind != "district" && kind != "city_level";
}

}  // namespace

Regions Regions::read(std::string_view text, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "regions.tsv", text, {"code", "valid_from", "valid_to", "name", "parent", "kind", "source", "reviewed_by"},
        findings);
    Regions regions;
    for (const tables::Row& row : table.rows()) {
        tables::read_period(row, findings);
        if (!tables::is_division(row["code"]))
            findings.add(row.where(), fmt::format("'{}' is not a division code", row["code"]));
        if (std::ranges::find(kinds, row["kind"]) == kinds.end())
            findings.add(row.where(), fmt::format("unknown kind '{}'", row["kind"]));
        if (!regions.by_code_.try_emplace(row["code"], Region{row["name"], row["parent"], is_routed(row["kind"])})
                 .second)
            findings.add(row.where(), fmt::format("region {} stands here twice", row["code"]));
    }
    for (const tables::Row& row : table.rows()) {
        const bool top = row["kind"] == "province" || row["kind"] == "municipality";
        if (top ? !row["parent"].empty() : !regions.holds(row["parent"]))
            findings.add(row.where(), fmt::format("unknown parent '{}'", row["parent"]));
        if (row["parent"] == row["code"]) findings.add(row.where(), "a region is not its own parent");
    }
    return regions;
}

bool Regions::holds_prefix(std::string_view prefix) const {
    return std::ranges::any_of(by_code_, [&](const auto& region) { return region.first.starts_with(prefix); });
}

std::optional<std::string> Regions::nearest_known(std::string_view division) const {
    const std::string exact(division), city(std::string(division.substr(0, 4)) + "00"),
        province(std::string(division.substr(0, 2)) + "0000");
    for (const std::string& code : {exact, city, province})
        if (by_code_.contains(code)) return code;
    return std::nullopt;
}

std::string Regions::name(std::string_view division) const {
    const auto found = by_code_.find(std::string(division));
    return found == by_code_.end() ? std::string() : found->second.name;
}

std::optional<DivisionCode> Regions::region_of(std::string_view division) const {
    if (!tables::is_division(division)) return std::nullopt;
    auto code = nearest_known(division);
    if (!code) return std::nullopt;
    // A district's parent is a city or a municipality: two steps at most; the bound guards against a circle of parents.
    for (int step = 0; step < 3; ++step) {
        const auto region = by_code_.find(*code);
        if (region == by_code_.end()) return std::nullopt;
        if (region->second.routed) return DivisionCode(*code);
        code = region->second.parent;
    }
    return std::nullopt;
}

}  // namespace clearing::routing
