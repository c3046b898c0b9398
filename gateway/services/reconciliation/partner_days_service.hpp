#pragma once

#include "gateway/ports/partner_days.hpp"
#include "gateway/services/reconciliation/day_world.hpp"
#include "gateway/services/reconciliation/own_day_view.hpp"
#include "gateway/services/reconciliation/statement_verdict.hpp"

#include <optional>

namespace clearing::reconciliation {

/// The insured side of a Delta day: the partner closes, we take its carried keys out, compare, agree or
/// show our view. What is agreed stands, whatever is proposed later. Empty days from before our first one are answered
/// as equal and agreed, and stay days of the partner's alone; one that has a line there is a conflict, and one that
/// only carries lines out is begun.
class PartnerDaysService final : public ports::PartnerDays {
public:
    explicit PartnerDaysService(DayWorld& world) : world_(world) {}

    awaitable<Result<ports::CloseVerdict>> close(DayTotals totals) override;
    awaitable<Result<std::vector<DayLine>>> details(DayKey key, SettlementId after, std::size_t limit) override;
    awaitable<Result<ports::StatementVerdict>> agree(DayKey key, ports::StatementProposal proposal) override;

    ports::DayView* view() override;

private:
    awaitable<Result<bool>> is_before_our_days(DayKey key);
    awaitable<Result<ports::CloseVerdict>> close_before_our_days(DayTotals totals);
    awaitable<Result<ports::StatementVerdict>> agree_before_our_days(DayKey key, ports::StatementProposal proposal);
    awaitable<Result<std::size_t>> cleared_among(DayKey key, std::vector<SettlementKey> lines);
    awaitable<Result<ports::StatementVerdict>> say_again(DayKey key, ports::StatementProposal proposed);
    awaitable<Result<std::vector<SettlementKey>>> late_in_hand(DayKey key, const Statement& statement);
    awaitable<Result<ports::StatementVerdict>> disagree(DayKey key, const ports::StatementProposal& proposed,
                                                        const ports::DayAgreement& ours,
                                                        const std::set<SettlementKey>& left_out);

    DayWorld& world_;
    std::optional<OwnDayView> own_view_;
};

}  // namespace clearing::reconciliation
