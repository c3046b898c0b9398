#pragma once

#include "gateway/services/routing/policy.hpp"
#include "gateway/services/tables/findings.hpp"

namespace clearing::routing {

/// What FilingPolicy::load does, with every finding told. For `gatewayctl mapping check`.
std::shared_ptr<const FilingPolicy> read_policy(const std::string& policies, tables::Findings& findings);

}  // namespace clearing::routing
