#pragma once

#include "gateway/infra/json/value.hpp"
#include "gateway/services/mapping/change_control.hpp"
#include "gateway/services/mapping/reports.hpp"

#include <string>
#include <string_view>
#include <vector>

// What the change control of the tables answers, as JSON: over the API, and by gatewayctl where no daemon is needed.

namespace clearing::api {

/// Whether an activation rules, ruled, will rule, or was withdrawn.
std::string_view standing_of(const mapping::Timeline& timeline, const ports::MappingActivation& activation,
                             Instant now);

/// {in_force, versions: [… activations: […]]}; in_force is null where nothing was ever activated.
json::Value to_json(const std::vector<ports::MappingVersion>& versions, const mapping::Timeline& timeline, Instant now);
/// `standing`: see standing_of.
json::Value to_json(const ports::MappingActivation& activation, std::string_view standing);
json::Value to_json(const mapping::ImportReport& report);
/// Without a report where a whole set was imported.
json::Value to_json(const mapping::MadeVersion& made, bool with_report);
json::Value to_json(const std::vector<mapping::FileDiff>& files, std::string_view before, std::string_view after);
json::Value to_json(const mapping::DryRunReport& report);
json::Value to_json(const std::vector<mapping::CoverageCell>& cells);
json::Value to_json(const mapping::ReplayReport& report);
json::Value to_json(const mapping::Reports::Lookup& lookup, const mapping::CodeUse& use);
json::Value to_json(const std::vector<ports::CodeGap>& gaps);

}  // namespace clearing::api
