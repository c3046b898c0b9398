#include "adapters/yangtze_delta/adjustment_codec.hpp"

#include "clearing/delta/v1/delta.pb.h"

#include <algorithm>
#include <array>

namespace clearing::yangtze_delta {
namespace {

using Request = wire::AdjustmentRequest;

struct ReasonPair {
    AdjustmentReason ours;
    Request::Reason theirs;
};

constexpr std::array reasons{ReasonPair{AdjustmentReason::deduction, Request::DEDUCTION},
                             ReasonPair{AdjustmentReason::deduction_withdrawn, Request::DEDUCTION_WITHDRAWN},
                             ReasonPair{AdjustmentReason::dispute_lost, Request::DISPUTE_LOST},
                             ReasonPair{AdjustmentReason::dispute_won, Request::DISPUTE_WON}};

AdjustmentReason read_reason(Request::Reason reason, Reading& reading) {
    const auto found = std::ranges::find(reasons, reason, &ReasonPair::theirs);
    if (found != reasons.end()) return found->ours;
    reason == Request::REASON_UNSPECIFIED ? reading.missing("reason") : reading.invalid("reason");
    return {};
}

Bearer read_bearer(Request::Bearer bearer, Reading& reading) {
    if (bearer == Request::HOSPITAL) return Bearer::hospital;
    if (bearer == Request::SUSPENDED) return Bearer::suspended;
    bearer == Request::BEARER_UNSPECIFIED ? reading.missing("bearer") : reading.invalid("bearer");
    return {};
}

void read_amount(const wire::ComponentAmount& in, ComponentAmounts& amounts, Reading& reading) {
    const auto component = component_named(in.component());
    if (!component || std::ranges::find(clearable_components, *component) == clearable_components.end()) {
        reading.invalid("component");
        return;
    }
    const Money amount = reading.not_negative("amount_fen", in.amount_fen());
    if (amount.is_zero()) reading.invalid("amount_fen");
    if (!amounts.emplace(*component, amount).second) reading.invalid("component");
}

}  // namespace

void write(const AdjustmentOffer& offer, wire::AdjustmentRequest& out) {
    const NewAdjustment& adjustment = offer.adjustment;
    out.set_treatment_division(offer.settlement_key.treatment_division.text);
    out.set_settlement_id(offer.settlement_key.settlement.text);
    out.set_insured_division(offer.insured_division.text);
    const auto reason = std::ranges::find(reasons, adjustment.reason, &ReasonPair::ours);
    if (reason != reasons.end()) out.set_reason(reason->theirs);
    out.set_bearer(adjustment.bearer == Bearer::hospital ? Request::HOSPITAL : Request::SUSPENDED);
    out.set_origin(adjustment.origin);
    for (const auto& [component, amount] : adjustment.amounts) {
        wire::ComponentAmount& one = *out.add_amounts();
        one.set_component(std::string(name_of(component)));
        one.set_amount_fen(amount.fen());
    }
}

ReadAdjustment read(const wire::AdjustmentRequest& in, Reading& reading) {
    ReadAdjustment told;
    told.settlement.treatment_division = reading.division("treatment_division", in.treatment_division());
    told.settlement.settlement = SettlementId(reading.required("settlement_id", in.settlement_id()));
    told.insured_division = reading.division("insured_division", in.insured_division());
    told.reason = read_reason(in.reason(), reading);
    told.bearer = read_bearer(in.bearer(), reading);
    told.origin = reading.required("origin", in.origin());
    if (told.origin.size() > longest_origin) reading.over_limit("origin");
    if (in.amounts_size() == 0) reading.missing("amounts");
    if (static_cast<std::size_t>(in.amounts_size()) > clearable_components.size()) {
        reading.over_limit("amounts");
        return told;
    }
    for (int i = 0; i < in.amounts_size(); ++i) {
        const Reading::Inside inside(reading, "amounts", static_cast<std::size_t>(i));
        read_amount(in.amounts(i), told.amounts, reading);
    }
    return told;
}

void write(ClearingDay day, wire::AdjustmentAnswer& out) {
    out.set_clearing_day(day.to_text());
}

ClearingDay read(const wire::AdjustmentAnswer& in, Reading& reading) {
    return reading.clearing_day("clearing_day", in.clearing_day());
}

}  // namespace clearing::yangtze_delta
