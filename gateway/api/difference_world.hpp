#pragma once

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

}  // namespace clearing::api
