#pragma once

#include "gateway/ports/adjustment_offers.hpp"
#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/audit_findings.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// Adjustments that the other region is asked about first, on the books of a StoreContract. `adjustments` and
/// `findings` ask "shanghai" on "delta".
struct OffersContract {
    StoreContract books;
    ports::Adjustments& adjustments;
    ports::AuditFindings& findings;
    ports::AdjustmentOffers& offers;
};
inline const ports::AskedFirst shanghai_is_asked{{PlatformName("delta"), PeerName("shanghai")}};

/// What an AdjustmentOffers has to do, whatever it is made of (store_contract.hpp says how to run it).
#define OFFERS_CONTRACT(CASE)                                                  \
    CASE(what_is_asked_first_posts_nothing_until_it_is_accepted)               \
    CASE(an_accepted_offer_is_posted_once_on_the_day_it_stands_on_there)       \
    CASE(the_same_offer_again_is_answered_as_it_stands)                        \
    CASE(nothing_is_taken_twice_while_offers_wait)                             \
    CASE(offers_of_a_settlement_are_asked_for_in_the_order_made)               \
    CASE(an_offer_is_one_daemons_until_its_time_is_over)                       \
    CASE(no_offer_is_taken_while_the_peers_switch_is_off)                      \
    CASE(a_refused_offer_stands_nowhere_until_a_person_resumes_it)             \
    CASE(a_refused_offer_is_given_up_by_a_person_only)                         \
    CASE(an_unanswered_offer_keeps_its_day_and_is_never_given_up)              \
    CASE(what_takes_back_a_refused_offer_is_nothing_to_tell)                   \
    CASE(a_day_is_not_agreed_before_its_offers_are_answered)                   \
    CASE(an_offer_accepted_after_its_settlement_was_cancelled_leaves_nothing)  \
    CASE(a_reversed_settlement_takes_what_stood_of_its_adjustments_with_it)    \
    CASE(an_offer_accepted_after_its_settlement_was_reversed_leaves_nothing)   \
    CASE(what_gives_back_is_accepted_after_the_reversal_and_leaves_nothing)    \
    CASE(what_stands_is_answered_though_its_settlement_is_undone)              \
    CASE(an_offer_cannot_stand_on_a_day_that_is_agreed)                        \
    CASE(a_finding_waits_for_the_other_region)                                 \
    CASE(a_resident_is_adjusted_as_the_treatment_side_tells_and_not_otherwise) \
    CASE(what_was_told_stays_on_its_day_for_life)

#define DECLARE(name) void name(const OffersContract& contract);
OFFERS_CONTRACT(DECLARE)
#undef DECLARE

}  // namespace clearing::tests
