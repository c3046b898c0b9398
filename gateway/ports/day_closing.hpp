#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/statement.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/progress.hpp"

namespace clearing::ports {

/// The order to close a day, as whoever gives it sees it (services/reconciliation carries it out).
class DayClosing {
public:
    virtual ~DayClosing() = default;
    /// Errors: as services/reconciliation/day_service.hpp lists them.
    virtual awaitable<Result<Statement>> close(DayKey key, Progress progress) = 0;
};

}  // namespace clearing::ports
