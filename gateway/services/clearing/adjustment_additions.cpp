#include "gateway/services/clearing/adjustment_additions.hpp"

#include <algorithm>
#include <tuple>

namespace clearing::statements {
namespace {

AdditionKind kind_of(AdjustmentReason reason) {
    switch (reason) {
        case AdjustmentReason::deduction:
            return AdditionKind::deduction;
        case AdjustmentReason::deduction_withdrawn:
            return AdditionKind::deduction_withdrawn;
        case AdjustmentReason::dispute_lost:
        case AdjustmentReason::dispute_won:
            return AdditionKind::dispute;
        case AdjustmentReason::cancel_after_clearing:
            return AdditionKind::refund;
        case AdjustmentReason::settlement_cancelled:
        case AdjustmentReason::settlement_reinstated:
            return AdditionKind::other;
    }
    return AdditionKind::other;
}

void add(std::vector<StatementAddition>& additions, const Adjustment& adjustment, ClearingDay cleared) {
    for (const auto& [component, amount] : adjustment.amounts) {
        StatementAddition addition;
        addition.id = adjustment.voucher.empty() ? adjustment.settlement.text : adjustment.voucher;
        addition.kind = kind_of(adjustment.reason);
        addition.day = cleared;
        addition.insurance_type = adjustment.insurance_type;
        addition.care = adjustment.care;
        addition.component = component;
        addition.amount = amount;
        addition.reason = chinese_name_of(adjustment.reason);
        addition.origin = adjustment.origin;
        // A cancel stands among the day's lines, and clears with them.
        addition.in_clearing = adjustment.voucher.empty();
        additions.push_back(std::move(addition));
    }
}

}  // namespace

ports::awaitable<Result<std::vector<StatementAddition>>> AdjustmentAdditions::of(PairKey pair, Period period) {
    std::vector<StatementAddition> additions;
    for (Date date = period.first; date <= period.last; date = date.next()) {
        DayKey day = day_key(pair, ClearingDay{date});
        auto cleared = co_await adjustments_.cleared_on(std::move(day));
        if (!cleared) co_return fail(cleared.error());
        const std::size_t before = additions.size();
        for (const Adjustment& adjustment : *cleared)
            add(additions, adjustment, ClearingDay{date});
        std::sort(additions.begin() + static_cast<std::ptrdiff_t>(before), additions.end(),
                  [](const StatementAddition& left, const StatementAddition& right) {
                      return std::tie(left.id, left.component) < std::tie(right.id, right.component);
                  });
    }
    co_return additions;
}

}  // namespace clearing::statements
