#pragma once

#include "gateway/domain/flow.hpp"
#include "gateway/services/routing/regions.hpp"
#include "gateway/services/tables/prefix_map.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::routing {

/// routes.tsv: the platform that reaches a division.
class Routes {
public:
    /// Finds: a prefix no region has, an unknown direction or care setting, overlap or gap in dates.
    static Routes read(std::string_view text, const Regions& regions, tables::Findings& findings);

    /// nullptr: no route in force, or a row that says closed.
    const PlatformName* find(std::string_view division, Direction direction, CareSetting care, Date on) const;

    /// Is the division ever routed over that platform?
    bool serves(const PlatformName& platform, std::string_view division) const;

    struct Served {
        PlatformName platform;
        std::string prefix;
        tables::Period period;
        std::string where;
    };
    const std::vector<Served>& served() const { return served_; }

private:
    using ByPrefix = tables::PrefixMap<PlatformName>;
    static std::size_t index(Direction direction, CareSetting care) {
        return static_cast<std::size_t>(direction) * 2 + static_cast<std::size_t>(care);
    }

    std::array<ByPrefix, 4> by_flow_;
    std::vector<Served> served_;
};

/// counterparties.tsv: who a region clears with.
class Counterparties {
public:
    /// Finds: a prefix no region has, a counterparty that is no region, overlap or gap in dates.
    static Counterparties read(std::string_view text, const Regions& regions, tables::Findings& findings);

    const DivisionCode* find(const PlatformName& platform, std::string_view region, Date on) const;

private:
    std::map<PlatformName, tables::PrefixMap<DivisionCode>> by_platform_;
};

/// Finds every route whose region clears with nobody when the route opens or at its end.
void check_counterparties(const Routes& routes, const Counterparties& counterparties, tables::Findings& findings);

}  // namespace clearing::routing
