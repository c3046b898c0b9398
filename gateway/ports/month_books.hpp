#pragma once

#include "gateway/domain/month_table.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <vector>

namespace clearing::ports {

/// The books by month. Errors everywhere: store_unavailable.
class MonthBooks {
public:
    virtual ~MonthBooks() = default;

    /// Counterparties with a day in the month, or a line whose setl_time lies in it, ascending.
    virtual awaitable<Result<std::vector<MonthKey>>> keys(PlatformName platform, Month month) = 0;
    /// Booked and cancelled lines with setl_time in the month or cleared in it.
    virtual awaitable<Result<std::vector<MonthGroup>>> groups(MonthKey key) = 0;
    /// What vouchers posted to R1 or P1 on days of the month, in the order posted.
    virtual awaitable<Result<std::vector<MonthAdjustment>>> adjustments(MonthKey key) = 0;
};

}  // namespace clearing::ports
