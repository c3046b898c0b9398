#pragma once

#include "gateway/services/routing/policy.hpp"
#include "gateway/services/tables/findings.hpp"

#include <string>
#include <vector>

namespace clearing::routing {

/// The header of policies.tsv.
inline const std::vector<std::string> policy_columns{
    "direction",  "platform", "treatment_prefix", "insured_prefix", "care",   "insurance_type",
    "valid_from", "valid_to", "accepted",         "not_payable",    "source", "reviewed_by"};

/// What FilingPolicy::load does, with every finding told. For `gatewayctl mapping check`.
std::shared_ptr<const FilingPolicy> read_policy(const std::string& policies, tables::Findings& findings);

}  // namespace clearing::routing
