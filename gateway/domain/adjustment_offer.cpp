#include "gateway/domain/adjustment_offer.hpp"

#include "gateway/domain/names.hpp"

#include <map>
#include <tuple>

#include <fmt/format.h>

namespace clearing {
namespace {

constexpr Names<OfferState, 4> state_names{{
    {OfferState::pending, "pending"},
    {OfferState::accepted, "accepted"},
    {OfferState::parked, "parked"},
    {OfferState::withdrawn, "withdrawn"},
}};

using Cell = std::tuple<InsuranceType, CareSetting, Component>;

bool travels(AdjustmentReason reason) {
    switch (reason) {
        case AdjustmentReason::deduction:
        case AdjustmentReason::deduction_withdrawn:
        case AdjustmentReason::dispute_lost:
        case AdjustmentReason::dispute_won:
            return true;
        default:
            return false;
    }
}

void add(ComponentAmounts& to, const ComponentAmounts& amounts) {
    for (const auto& [component, amount] : amounts)
        to[component] += amount;
}

}  // namespace

std::string_view name_of(OfferState state) {
    return name_in(state_names, state);
}

std::optional<OfferState> offer_state_named(std::string_view name) {
    return value_in(state_names, name);
}

bool asks_the_same(const NewAdjustment& left, const NewAdjustment& right) {
    return left.settlement == right.settlement && left.reason == right.reason && left.bearer == right.bearer &&
           left.origin == right.origin && left.amounts == right.amounts;
}

std::optional<AdjustmentReason> taken_back_by(AdjustmentReason reason) {
    if (reason == AdjustmentReason::deduction_withdrawn) return AdjustmentReason::deduction;
    if (reason == AdjustmentReason::dispute_won) return AdjustmentReason::dispute_lost;
    return std::nullopt;
}

Adjusted with_offers(Adjusted settlement, std::span<const NewAdjustment> open, Bearer bearer) {
    for (const NewAdjustment& offer : open) {
        const bool is_deduction =
            offer.reason == AdjustmentReason::deduction || offer.reason == AdjustmentReason::deduction_withdrawn;
        ComponentAmounts& taken = is_deduction ? settlement.deducted : settlement.disputed;
        const bool counts = is_deduction || offer.bearer == bearer;
        if (lowers(offer.reason)) {
            add(settlement.owed, negated(offer.amounts));
            // It is behind it in the queue: by the time this is told, that is answered.
            if (counts) add(taken, offer.amounts);
        } else if (counts) {
            add(taken, negated(offer.amounts));
        }
    }
    return settlement;
}

Adjustment as_offered(const AdjustmentOffer& offer, const InsuranceType& insurance_type, CareSetting care) {
    Adjustment made;
    made.key = offer.day;
    made.settlement = offer.settlement;
    made.settlement_key = offer.settlement_key;
    made.insurance_type = insurance_type;
    made.care = care;
    made.reason = offer.adjustment.reason;
    made.bearer = offer.adjustment.bearer;
    made.amounts = effect_of(offer.adjustment);
    made.origin = offer.adjustment.origin;
    made.voucher = voucher_id_of(offer.adjustment);
    made.made_by = offer.adjustment.made_by;
    made.at = offer.adjustment.at;
    made.awaits = offer.peer;
    return made;
}

std::vector<StatementCell> adjustment_cells(std::span<const Adjustment> adjustments) {
    std::map<Cell, Money> sums;
    for (const Adjustment& one : adjustments)
        if (travels(one.reason))
            for (const auto& [component, amount] : one.amounts)
                sums[{one.insurance_type, one.care, component}] += amount;
    std::vector<StatementCell> cells;
    for (const auto& [cell, amount] : sums)
        if (!amount.is_zero()) cells.push_back({std::get<0>(cell), std::get<1>(cell), std::get<2>(cell), amount});
    return cells;
}

std::string differing_cells(const std::vector<StatementCell>& here, const std::vector<StatementCell>& there) {
    std::map<Cell, std::pair<Money, Money>> views;
    for (const StatementCell& cell : here)
        views[{cell.insurance_type, cell.care, cell.component}].first += cell.amount;
    for (const StatementCell& cell : there)
        views[{cell.insurance_type, cell.care, cell.component}].second += cell.amount;
    std::string text;
    for (const auto& [cell, amounts] : views) {
        if (amounts.first == amounts.second) continue;
        if (!text.empty()) text += "; ";
        text += fmt::format("{} {} {}: {} here, {} there", std::get<0>(cell).text, name_of(std::get<1>(cell)),
                            name_of(std::get<2>(cell)), amounts.first.to_yuan(), amounts.second.to_yuan());
    }
    return text;
}

}  // namespace clearing
