#include "gateway/domain/adjustment.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing {
namespace {

using enum AdjustmentReason;

struct ReasonName {
    AdjustmentReason reason;
    std::string_view name, chinese;
};

constexpr std::array<ReasonName, 7> reasons{{
    {deduction, "deduction", "审核扣款"},
    {deduction_withdrawn, "deduction_withdrawn", "扣款撤回"},
    {dispute_lost, "dispute_lost", "争议核减"},
    {dispute_won, "dispute_won", "争议核增"},
    {settlement_cancelled, "settlement_cancelled", "结算撤销冲回"},
    {settlement_reinstated, "settlement_reinstated", "撤销冲正恢复"},
    {cancel_after_clearing, "cancel_after_clearing", "清算后退费"},
}};

Result<void> check_within(const ComponentAmounts& amounts, const ComponentAmounts& limit, std::string_view what) {
    for (const auto& [component, amount] : amounts) {
        const std::string name(name_of(component));
        if (!(amount > Money())) return fail(ErrorCode::invalid_value, name + " is not more than nothing", {name});
        const auto found = limit.find(component);
        const Money most = found == limit.end() ? Money() : found->second;
        if (amount > most)
            return fail(ErrorCode::invalid_value,
                        fmt::format("{} {} is more than the {} {}", name, amount.to_yuan(), most.to_yuan(), what),
                        {name});
    }
    return {};
}

}  // namespace

std::string_view name_of(AdjustmentReason reason) {
    return std::ranges::find(reasons, reason, &ReasonName::reason)->name;
}

std::string_view chinese_name_of(AdjustmentReason reason) {
    return std::ranges::find(reasons, reason, &ReasonName::reason)->chinese;
}

std::optional<AdjustmentReason> adjustment_reason_named(std::string_view name) {
    const auto found = std::ranges::find(reasons, name, &ReasonName::name);
    if (found == reasons.end()) return std::nullopt;
    return found->reason;
}

bool lowers(AdjustmentReason reason) {
    return reason == deduction || reason == dispute_lost || reason == settlement_reinstated;
}

std::string voucher_id_of(const NewAdjustment& adjustment) {
    return fmt::format("{}/{}/{}", name_of(adjustment.reason), adjustment.origin, name_of(adjustment.bearer));
}

ComponentAmounts effect_of(const NewAdjustment& adjustment) {
    return lowers(adjustment.reason) ? negated(adjustment.amounts) : adjustment.amounts;
}

std::vector<Transfer> postings_of(Direction direction, const NewAdjustment& adjustment) {
    switch (adjustment.reason) {
        case deduction:
            return postings_of_deduction(direction, adjustment.amounts);
        case deduction_withdrawn:
            return postings_of_withdrawn_deduction(direction, adjustment.amounts);
        case dispute_lost:
        case settlement_reinstated:
            return postings_of_lost_dispute(direction, adjustment.amounts, adjustment.bearer);
        case dispute_won:
        case settlement_cancelled:
            return postings_of_won_dispute(direction, adjustment.amounts, adjustment.bearer);
        case cancel_after_clearing:
            break;  // posted by the cancel's own line
    }
    return {};
}

Result<void> check_adjustment(const NewAdjustment& adjustment, const Adjusted& settlement) {
    if (adjustment.amounts.empty()) return fail(ErrorCode::invalid_value, "an adjustment has amounts", {"amounts"});
    if (adjustment.origin.empty()) return fail(ErrorCode::invalid_value, "an adjustment has an origin", {"origin"});
    const bool is_auditors = adjustment.reason == deduction || adjustment.reason == deduction_withdrawn;
    if (is_auditors && adjustment.bearer != Bearer::hospital)
        return fail(ErrorCode::invalid_value, "a deduction is borne by the hospital", {"bearer"});
    switch (adjustment.reason) {
        case deduction:
        case dispute_lost:
            return check_within(adjustment.amounts, settlement.owed, "owed");
        case deduction_withdrawn:
            return check_within(adjustment.amounts, settlement.deducted, "deducted");
        case dispute_won:
            return check_within(adjustment.amounts, settlement.disputed, "lost");
        default:
            return fail(ErrorCode::invalid_value, "the books post this themselves", {"reason"});
    }
}

}  // namespace clearing
