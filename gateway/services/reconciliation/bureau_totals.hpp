#pragma once

#include "gateway/ports/bureau_reconciliation.hpp"
#include "gateway/ports/settlement_store.hpp"

namespace clearing::reconciliation {

/// 3201 asked by an institution through its bureau: its period's sums against our books (SETTLEMENT §4).
class BureauTotals final : public ports::BureauReconciliation {
public:
    explicit BureauTotals(ports::SettlementStore& settlements) : settlements_(settlements) {}

    /// Errors: invalid_value (a period that ends before it begins or is longer than a month and a day),
    /// store_unavailable.
    ports::awaitable<Result<ports::PeriodVerdict>> compare_totals(Call call, ports::PeriodTotals theirs) override;

private:
    ports::SettlementStore& settlements_;
};

}  // namespace clearing::reconciliation
