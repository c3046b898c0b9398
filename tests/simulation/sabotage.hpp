#pragma once

#include "gateway/ports/adjustment_offers.hpp"
#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/difference_cases.hpp"
#include "gateway/ports/far_side.hpp"
#include "gateway/ports/other_side.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace clearing::tests {
struct MemoryBooks;
}

namespace clearing::simulation {

/// Gateways that are broken on purpose: every one of them has to be caught, or the auditor is worth nothing.
enum class Sabotage : std::uint8_t {
    none,
    forgets_bills,            ///< a bill may be settled twice
    forgets_messages,         ///< a repeated message is a new one
    forgets_fences,           ///< a reverse of an unknown settlement is not kept
    says_refused_in_doubt,    ///< a lost answer is told as a no
    says_nothing_was_sent,    ///< a lost answer is taken for "nothing was sent"
    gives_up_doubts,          ///< an outcome nobody tells is taken for a no
    loses_counter_entries,    ///< a reversal posts nothing
    loses_bookings,           ///< an answered booking is now and then not written
    posts_twice,              ///< a booking is now and then posted twice
    names_no_carried,         ///< a close does not say what it carries
    forgets_late_lines,       ///< what was carried is never cleared
    forgets_ended_cases,      ///< the end of a difference is not written
    clears_unmatched_lines,   ///< what the hub has not matched with the far side is cleared all the same
    tells_other_amounts,      ///< the hospital is told other amounts than were booked
    adjusts_twice,            ///< an adjustment that is told twice is posted twice
    takes_silence_for_a_yes,  ///< an adjustment without an answer is posted as if it had been taken in
    keeps_no_questions,       ///< what asks for a settlement is sent without being kept
    keeps_no_yeses,           ///< a yes is given without being kept
    keeps_holds,              ///< a reversal does not give back what it held of the prefund
    forgets_holds,            ///< a settlement holds nothing of the prefund until it is booked
    forgets_fee_lines,        ///< fee lines are taken for told that nobody was told
    forgets_stays,            ///< a bill of a stay is opened whatever else is under way of the same lines
};
std::string_view name_of(Sabotage sabotage);
std::optional<Sabotage> sabotage_named(std::string_view name);
const std::vector<Sabotage>& all_sabotages();

/// Nothing: this sabotage leaves it alone.
std::unique_ptr<ports::SettlementStore> sabotaged(Sabotage sabotage, ports::SettlementStore& store,
                                                  tests::MemoryBooks& books);
std::unique_ptr<ports::SettlementStore> with_broken_holds(Sabotage sabotage, ports::SettlementStore& store,
                                                          tests::MemoryBooks& books);
std::unique_ptr<ports::SettlementStore> with_forgotten_stays(ports::SettlementStore& store);
std::unique_ptr<ports::DayStore> sabotaged(Sabotage sabotage, ports::DayStore& store);
std::unique_ptr<ports::FarSideStore> sabotaged(Sabotage sabotage, ports::FarSideStore& store);
std::unique_ptr<ports::DifferenceCases> sabotaged(Sabotage sabotage, ports::DifferenceCases& cases);
std::unique_ptr<ports::OtherSide> sabotaged(Sabotage sabotage, ports::OtherSide& side);
std::unique_ptr<ports::Adjustments> sabotaged(Sabotage sabotage, ports::Adjustments& adjustments);
std::unique_ptr<ports::AdjustmentOffers> sabotaged(Sabotage sabotage, ports::AdjustmentOffers& offers);
std::unique_ptr<ports::Desk> sabotaged(Sabotage sabotage, ports::Desk& desk);

}  // namespace clearing::simulation
