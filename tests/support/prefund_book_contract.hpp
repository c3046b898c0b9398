#pragma once

#include "gateway/ports/prefund_book.hpp"
#include "gateway/ports/voucher_book.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a PrefundBook has to do, whatever it is made of, together with the stores whose settlements change the
/// exposure. Used as SETTLEMENT_OPEN_CONTRACT is.
struct PrefundContract {
    StoreContract stores;
    ports::PrefundBook& prefunds;
    ports::VoucherBook& vouchers;
    std::function<void()> acknowledge_alarms;  ///< somebody takes note of all that stand
};

#define PREFUND_BOOK_CONTRACT(CASE)                                      \
    CASE(where_no_prefund_is_kept_nothing_is_counted_or_limited)         \
    CASE(a_prefund_begins_with_what_the_books_have_by_then)              \
    CASE(an_intent_reserves_and_every_end_of_it_releases)                \
    CASE(what_is_in_doubt_or_being_reversed_stays_reserved)              \
    CASE(booking_puts_the_actual_amount_in_the_place_of_the_reservation) \
    CASE(a_cancel_and_a_reversal_release_what_was_booked)                \
    CASE(what_was_not_sent_stays_reserved_until_its_day_closes)          \
    CASE(residents_away_expose_what_is_booked_and_reserve_nothing)       \
    CASE(a_refusing_policy_takes_what_fits_and_refuses_the_rest)         \
    CASE(a_queueing_policy_says_when_to_come_again)                      \
    CASE(an_allowing_policy_goes_beyond_the_limit)                       \
    CASE(a_message_that_has_its_record_is_not_turned_away_at_the_limit)  \
    CASE(of_64_at_once_no_more_than_fit_are_taken)                       \
    CASE(money_moves_once_a_second_person_releases_it)                   \
    CASE(no_more_is_given_back_than_is_held)                             \
    CASE(a_transaction_of_the_bank_is_entered_once)                      \
    CASE(a_level_is_alarmed_once_until_it_has_fallen)                    \
    CASE(a_forecast_that_comes_near_is_alarmed_once)                     \
    CASE(who_is_turned_away_near_the_limit_raises_exhausted_once)        \
    CASE(a_payment_gives_back_and_clearing_does_not)                     \
    CASE(an_offset_lowers_what_is_held_and_what_is_owed)                 \
    CASE(what_was_booked_is_found_by_clearing_day)                       \
    CASE(an_urgent_increase_is_kept_with_its_numbers)                    \
    CASE(after_any_history_the_exposure_is_what_the_books_say)

/// The same where commits are lost.
#define PREFUND_FAULT_CONTRACT(CASE)                    \
    CASE(an_intent_whose_commit_is_lost_reserves_once)  \
    CASE(a_change_whose_commit_is_lost_gives_back_once) \
    CASE(an_order_whose_commit_is_lost_is_carried_out_once)

#define DECLARE(name) void name(const PrefundContract& contract);
PREFUND_BOOK_CONTRACT(DECLARE)
PREFUND_FAULT_CONTRACT(DECLARE)
#undef DECLARE

}  // namespace clearing::tests
