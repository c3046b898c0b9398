#pragma once

#include "gateway/infra/export/words.hpp"
#include "gateway/infra/json/value.hpp"
#include "gateway/services/prefund/papers.hpp"

// Prefunds as the API answers them.

namespace clearing::api {

json::Value to_json(const ports::PrefundPosition& position, const exports::Naming& naming);
json::Value to_json(const prefund::Sheet& sheet, const exports::Naming& naming);
json::Value to_json(const prefund::SizeProposal& size, const exports::Naming& naming);
json::Value to_json(const ports::KeptPrefundMovement& kept, const exports::Naming& naming);
json::Value to_json(const ports::KeptUrgentIncrease& kept, const exports::Naming& naming);
json::Value to_json(const ports::PrefundDisagreement& found, const exports::Naming& naming);

}  // namespace clearing::api
