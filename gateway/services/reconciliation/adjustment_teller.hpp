#pragma once

#include "gateway/domain/back_off.hpp"
#include "gateway/ports/adjustment_offers.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/other_sides.hpp"

#include <chrono>
#include <string>

namespace clearing::reconciliation {

using ports::awaitable;

struct TellerRules {
    std::string owner;  ///< this daemon, by a name no other process has
    BackOff back_off = {std::chrono::seconds(5), std::chrono::minutes(10)};
    std::chrono::milliseconds limit = std::chrono::hours(72);  ///< unanswered for longer: an alarm, and it is parked
    std::chrono::milliseconds hold{60'000};                    ///< one that is taken is nobody else's for so long
};

/// Asks the insured side to take in what a visitor's settlement is adjusted by (decision 0023): stored and forwarded,
/// never discarded. Accepted: posted here on the day it stands on there. Refused, not known there, or unanswered for
/// too long: parked with an alarm until a person resumes it or gives it up. A loop outside drives step(); tests drive
/// it themselves. Errors: store_unavailable.
class AdjustmentTeller {
public:
    AdjustmentTeller(const ports::OtherSides& other_sides, ports::AdjustmentOffers& offers, ports::Clock& clock,
                     TellerRules rules)
        : other_sides_(other_sides), offers_(offers), clock_(clock), rules_(std::move(rules)) {}

    /// Asks a peer about at most `most` that are due. Answers how many it has taken in.
    awaitable<Result<int>> step(PeerName peer, int most);
    /// Before a day is stated: what it names is asked for now, whatever its back-off. Errors: the partner's own, where
    /// one stays without its answer; those of AdjustmentOffers::accepted.
    awaitable<Result<void>> answer_all_of(DayKey day);

private:
    /// Asks once, and writes down what came of it: whether it was taken in. Error: the answer is still not known, and
    /// why.
    awaitable<Result<bool>> tell(AdjustmentOffer offer);
    awaitable<Result<void>> put_back(AdjustmentOffer offer, Error why);
    awaitable<Result<void>> park(AdjustmentOffer offer, bool is_refused, Error why);

    const ports::OtherSides& other_sides_;
    ports::AdjustmentOffers& offers_;
    ports::Clock& clock_;
    TellerRules rules_;
};

}  // namespace clearing::reconciliation
