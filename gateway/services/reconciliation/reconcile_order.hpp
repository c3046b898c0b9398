#pragma once

#include "gateway/ports/day_reconciling.hpp"
#include "gateway/services/reconciliation/day_comparison.hpp"

namespace clearing::reconciliation {

/// Compares a day that is closed or agreed once more, by order, as its close does (day_comparison.hpp). What was agreed
/// stays agreed: the statement is not made again.
class ReconcileOrder final : public ports::DayReconciling {
public:
    explicit ReconcileOrder(DayWorld& world) : world_(world) {}
    /// `progress` counts the steps: its lines read, compared, kept.
    awaitable<Result<ports::Reconciled>> run(DayKey key, std::string actor, ports::Progress progress) override;

private:
    Result<const ports::Platform*> comparable(const DayKey& key) const;

    DayWorld& world_;
};

}  // namespace clearing::reconciliation
