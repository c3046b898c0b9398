#pragma once

#include "gateway/domain/period_statement.hpp"
#include "gateway/ports/awaitable.hpp"

#include <vector>

namespace clearing::ports {

/// Deductions and other adjustments, as statements read them. Errors: store_unavailable.
class StatementAdditions {
public:
    virtual ~StatementAdditions() = default;

    /// Cleared on days of the period, ascending by day, id, component.
    virtual awaitable<Result<std::vector<StatementAddition>>> of(PairKey pair, Period period) = 0;
};

}  // namespace clearing::ports
