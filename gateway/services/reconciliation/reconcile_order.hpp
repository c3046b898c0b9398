#pragma once

#include "gateway/ports/day_reconciling.hpp"
#include "gateway/services/reconciliation/day_comparison.hpp"

namespace clearing::reconciliation {

/// Keeps what a comparison found: the day's differences, and a case per line. Repeating it changes nothing; matched
/// lines write nothing. Errors: store_unavailable.
awaitable<Result<ports::TakenUp>> keep_found(const DayWorld& world, DayKey key, const Comparison& comparison,
                                             std::string found_by);

/// Compares a day that is closed or agreed once more, by order. What was agreed stays agreed: the statement is not made
/// again.
class ReconcileOrder final : public ports::DayReconciling {
public:
    explicit ReconcileOrder(DayWorld& world) : world_(world) {}
    /// `progress` counts the steps: its lines read, totals compared, lines compared, kept.
    awaitable<Result<ports::Reconciled>> run(DayKey key, std::string actor, ports::Progress progress) override;

private:
    Result<const ports::Platform*> comparable(const DayKey& key) const;

    DayWorld& world_;
};

}  // namespace clearing::reconciliation
