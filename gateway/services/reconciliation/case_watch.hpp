#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/difference_cases.hpp"

namespace clearing::reconciliation {

using ports::awaitable;

/// Looks for cases whose last day has passed (DOMAIN §2: each day the same day). References outlive it.
class CaseWatch {
public:
    CaseWatch(ports::DifferenceCases& cases, ports::Clock& clock) : cases_(cases), clock_(clock) {}

    /// Raises the alarm of each overdue case, once a case; what came of it, in words. Error: store_unavailable.
    awaitable<Result<std::string>> look();

private:
    ports::DifferenceCases& cases_;
    ports::Clock& clock_;
};

}  // namespace clearing::reconciliation
