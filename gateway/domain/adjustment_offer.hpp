#pragma once

#include "gateway/domain/adjustment.hpp"
#include "gateway/domain/statement.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

enum class OfferState : std::uint8_t {
    pending,    ///< the other region is asked, until it answers
    accepted,   ///< it stands there, and here
    parked,     ///< a person's: refused there, or not answered for too long
    withdrawn,  ///< never stood anywhere, and will not
};
std::string_view name_of(OfferState state);
std::optional<OfferState> offer_state_named(std::string_view name);

/// An adjustment that the insured side takes into its books before it stands in ours (decision 0023).
struct AdjustmentOffer {
    long long no = 0;
    NewAdjustment adjustment;  ///< without a day: `day` says it
    SettlementId settlement;
    SettlementKey settlement_key;
    DivisionCode insured_division;  ///< of the person, as the claim stated it
    DayKey day;                     ///< assigned here; what the other side answers is the day it stands on
    PeerName peer;                  ///< who is asked
    OfferState state{};
    bool is_refused = false;  ///< its answer was no: it surely has nothing of it
    /// So often a person had it asked for anew, as another message: it was refused, or the message was taken for
    /// another.
    int asked_anew = 0;
    int attempts = 0;
    std::string last_failure;
    Instant next_try_at{};
    Instant asked_since{};  ///< made, or resumed by a person
};

/// It may stand there while it does not here: its day is not stated before that is known.
constexpr bool is_unanswered(OfferState state, bool is_refused) {
    return state == OfferState::pending || (state == OfferState::parked && !is_refused);
}

/// What travels; a partner need not take longer ones.
inline constexpr std::size_t longest_origin = 100;

/// Settlement, reason and amounts are the same: it is the same offer again.
bool asks_the_same(const NewAdjustment& left, const NewAdjustment& right);

/// What the reason takes back again: a deduction, a lost dispute; nothing for the others.
std::optional<AdjustmentReason> taken_back_by(AdjustmentReason reason);

/// What may still be adjusted while these wait for their answers: nothing is taken twice, and nothing that may not
/// stand is given back. `bearer`: whom `settlement` was asked for.
Adjusted with_offers(Adjusted settlement, std::span<const NewAdjustment> open, Bearer bearer);

/// The adjustment as it is answered to who ordered it, before it stands anywhere: on the day assigned, awaiting the
/// peer. Insurance type and care are the settlement's.
Adjustment as_offered(const AdjustmentOffer& offer, const InsuranceType& insurance_type, CareSetting care);

/// What a day's adjustments that both regions know add to what clears, per (insurance type, care, component),
/// ascending, without zeros. Those that each region's books post by themselves with a cancel are not among them.
std::vector<StatementCell> adjustment_cells(std::span<const Adjustment> adjustments);

/// "310 outpatient hifp: -100.00 here, 0.00 there; …"; empty where both say the same.
std::string differing_cells(const std::vector<StatementCell>& here, const std::vector<StatementCell>& there);

}  // namespace clearing
