#pragma once

#include "gateway/ports/day_closing.hpp"
#include "gateway/services/reconciliation/day_comparison.hpp"
#include "gateway/services/reconciliation/step_count.hpp"

namespace clearing::reconciliation {

/// Closes the days that are ours to close: Delta days of our visitors, national days in both directions (SETTLEMENT
/// §3). Repeating a close takes it up where it stopped; an agreed day answers its statement.
class DayService final : public ports::DayClosing {
public:
    explicit DayService(DayWorld& world) : world_(world) {}

    /// Errors: day_not_over, conflict (the partner closes this day; a later day cannot close before an earlier one),
    /// not_found (no such platform), those of check_begun, shutting_down, the partner's own (the day then waits for
    /// it). `progress` counts the steps: ended, its lines read, compared, agreed.
    awaitable<Result<Statement>> close(DayKey key, ports::Progress progress) override;

private:
    awaitable<Result<Statement>> reconcile(DayKey key, const ports::Platform* platform, const StepCount& steps);

    DayWorld& world_;
};

}  // namespace clearing::reconciliation
