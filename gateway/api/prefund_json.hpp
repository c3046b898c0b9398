#pragma once

#include "gateway/infra/json/value.hpp"
#include "gateway/services/prefund/papers.hpp"

// Prefunds as the API answers them.

namespace clearing::api {

json::Value to_json(const ports::PrefundPosition& position);
json::Value to_json(const prefund::Sheet& sheet);
json::Value to_json(const prefund::SizeProposal& size);
json::Value to_json(const prefund::Forecast& forecast);
json::Value to_json(const ports::KeptPrefundMovement& kept);
json::Value to_json(const ports::KeptUrgentIncrease& kept);
json::Value to_json(const ports::PrefundDisagreement& found);

}  // namespace clearing::api
