#pragma once

#include "gateway/api/world.hpp"
#include "gateway/ports/day_reconciling.hpp"
#include "gateway/ports/difference_cases.hpp"
#include "gateway/services/reconciliation/case_desk.hpp"

namespace clearing::api {

/// What the routes about cases of differences stand on. Everything outlives the API.
struct DifferenceWorld {
    ports::DifferenceCases& cases;
    reconciliation::CaseDesk& desk;
    ports::DayReconciling& reconciling;
};

/// Errors: not_loaded, this daemon keeps no cases.
Result<DifferenceWorld*> differences_of(World& world);

}  // namespace clearing::api
