#include "gateway/services/routing/routes.hpp"

#include "gateway/services/tables/codes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::routing {
namespace {

const PlatformName closed{"closed"};

void check_prefix(const tables::Row& row, const Regions& regions, tables::Findings& findings) {
    const std::string& prefix = row["prefix"];
    if (!tables::is_prefix(prefix) || prefix == "*" || !regions.holds_prefix(prefix))
        findings.add(row.where(), fmt::format("no region has the prefix '{}'", prefix));
}

}  // namespace

Routes Routes::read(std::string_view text, const Regions& regions, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "routes.tsv", text,
        {"prefix", "direction", "care", "valid_from", "valid_to", "platform", "source", "reviewed_by"}, findings);
    tables::check_history(table, {"prefix", "direction", "care"}, findings);
    Routes routes;
    for (const tables::Row& row : table.rows()) {
        const auto direction = direction_named(row["direction"]);
        const auto care = care_setting_named(row["care"]);
        if (!direction) findings.add(row.where(), fmt::format("unknown direction '{}'", row["direction"]));
        if (!care) findings.add(row.where(), fmt::format("unknown care setting '{}'", row["care"]));
        if (row["platform"].empty()) findings.add(row.where(), "no platform: write closed to close a prefix");
        check_prefix(row, regions, findings);
        const auto period = tables::read_period(row, findings);
        if (!direction || !care || !period) continue;
        const PlatformName platform(row["platform"]);
        routes.by_flow_[index(*direction, *care)].add(row["prefix"], *period, platform);
        if (platform != closed) routes.served_.push_back({platform, row["prefix"], *period, row.where()});
    }
    return routes;
}

const PlatformName* Routes::find(std::string_view division, Direction direction, CareSetting care, Date on) const {
    const PlatformName* platform = by_flow_[index(direction, care)].find(division, on);
    return platform == nullptr || *platform == closed ? nullptr : platform;
}

bool Routes::serves(const PlatformName& platform, std::string_view division) const {
    return std::ranges::any_of(served_, [&](const Served& served) {
        return served.platform == platform && division.starts_with(served.prefix);
    });
}

Counterparties Counterparties::read(std::string_view text, const Regions& regions, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "counterparties.tsv", text,
        {"platform", "prefix", "valid_from", "valid_to", "counterparty", "source", "reviewed_by"}, findings);
    tables::check_history(table, {"platform", "prefix"}, findings);
    Counterparties counterparties;
    for (const tables::Row& row : table.rows()) {
        check_prefix(row, regions, findings);
        if (!regions.holds(row["counterparty"]))
            findings.add(row.where(), fmt::format("unknown region '{}'", row["counterparty"]));
        if (const auto period = tables::read_period(row, findings))
            counterparties.by_platform_[PlatformName(row["platform"])].add(row["prefix"], *period,
                                                                           DivisionCode(row["counterparty"]));
    }
    return counterparties;
}

const DivisionCode* Counterparties::find(const PlatformName& platform, std::string_view region, Date on) const {
    const auto found = by_platform_.find(platform);
    return found == by_platform_.end() ? nullptr : found->second.find(region, on);
}

void check_counterparties(const Routes& routes, const Counterparties& counterparties, tables::Findings& findings) {
    const Date far_future{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};
    for (const Routes::Served& served : routes.served()) {
        const bool at_first = counterparties.find(served.platform, served.prefix, served.period.from) != nullptr;
        const bool at_last =
            counterparties.find(served.platform, served.prefix, served.period.to.value_or(far_future)) != nullptr;
        if (!at_first || !at_last)
            findings.add(served.where, fmt::format("counterparties.tsv names nobody to clear with for {} on {}",
                                                   served.prefix, served.platform.text));
    }
}

}  // namespace clearing::routing
