#include "gateway/services/reconciliation/cases_in_books.hpp"

namespace clearing::reconciliation {

ports::awaitable<Result<std::string>> CasesInBooks::post(ports::CaseAdjustment adjustment) {
    NewAdjustment dispute;
    dispute.settlement = adjustment.settlement;
    dispute.reason = adjustment.lowers ? AdjustmentReason::dispute_lost : AdjustmentReason::dispute_won;
    dispute.bearer = adjustment.is_hospitals ? Bearer::hospital : Bearer::suspended;
    dispute.amounts = std::move(adjustment.amounts);
    dispute.origin = std::move(adjustment.origin);
    dispute.made_by = std::move(adjustment.made_by);
    dispute.at = adjustment.at;
    auto posted = co_await adjustments_.post(std::move(dispute));
    if (!posted) co_return fail(std::move(posted.error()));
    co_return std::move(posted->voucher);
}

}  // namespace clearing::reconciliation
