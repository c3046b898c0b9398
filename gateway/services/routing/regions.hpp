#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/services/tables/table.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace clearing::routing {

/// regions.tsv: which region a division belongs to.
class Regions {
public:
    /// Finds: no division code, twice the same code, unknown kind, unknown parent.
    static Regions read(std::string_view text, tables::Findings& findings);

    bool holds(std::string_view division) const { return by_code_.contains(std::string(division)); }

    /// Is some region of this prefix in the table? For checking the prefixes of other tables.
    bool holds_prefix(std::string_view prefix) const;

    /// The region that is routed and cleared with: 310115 → 310000, 330299 → 330200, 339900 → itself. A division that
    /// has no row belongs to its city's, failing that to its province's. nullopt: unknown.
    std::optional<DivisionCode> region_of(std::string_view division) const;

    /// "" for a code without a row.
    std::string name(std::string_view division) const;

private:
    struct Region {
        std::string name;
        std::string parent;
        bool routed = false;
    };

    std::optional<std::string> nearest_known(std::string_view division) const;

    std::unordered_map<std::string, Region> by_code_;
};

}  // namespace clearing::routing
