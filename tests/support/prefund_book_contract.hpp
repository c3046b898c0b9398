#pragma once

#include "gateway/ports/prefund_book.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a PrefundBook has to do, whatever it is made of, together with the stores whose settlements change the
/// exposure. Used as SETTLEMENT_OPEN_CONTRACT is.
struct PrefundContract {
    StoreContract stores;
    ports::PrefundBook& prefunds;
};

#define PREFUND_BOOK_CONTRACT(CASE)                                      \
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
    CASE(a_level_rises_once_until_it_has_fallen)                         \
    CASE(a_forecast_that_comes_near_rises_once)                          \
    CASE(who_is_turned_away_near_the_limit_raises_exhausted_once)        \
    CASE(what_was_booked_is_found_by_clearing_day)                       \
    CASE(an_urgent_increase_is_kept_with_its_numbers)                    \
    CASE(after_any_history_the_exposure_is_what_the_books_say)

void an_intent_reserves_and_every_end_of_it_releases(const PrefundContract& contract);
void what_is_in_doubt_or_being_reversed_stays_reserved(const PrefundContract& contract);
void booking_puts_the_actual_amount_in_the_place_of_the_reservation(const PrefundContract& contract);
void a_cancel_and_a_reversal_release_what_was_booked(const PrefundContract& contract);
void what_was_not_sent_stays_reserved_until_its_day_closes(const PrefundContract& contract);
void residents_away_expose_what_is_booked_and_reserve_nothing(const PrefundContract& contract);
void a_refusing_policy_takes_what_fits_and_refuses_the_rest(const PrefundContract& contract);
void a_queueing_policy_says_when_to_come_again(const PrefundContract& contract);
void an_allowing_policy_goes_beyond_the_limit(const PrefundContract& contract);
void a_message_that_has_its_record_is_not_turned_away_at_the_limit(const PrefundContract& contract);
void of_64_at_once_no_more_than_fit_are_taken(const PrefundContract& contract);
void money_moves_once_a_second_person_releases_it(const PrefundContract& contract);
void no_more_is_given_back_than_is_held(const PrefundContract& contract);
void a_transaction_of_the_bank_is_entered_once(const PrefundContract& contract);
void a_level_rises_once_until_it_has_fallen(const PrefundContract& contract);
void a_forecast_that_comes_near_rises_once(const PrefundContract& contract);
void who_is_turned_away_near_the_limit_raises_exhausted_once(const PrefundContract& contract);
void what_was_booked_is_found_by_clearing_day(const PrefundContract& contract);
void an_urgent_increase_is_kept_with_its_numbers(const PrefundContract& contract);
void after_any_history_the_exposure_is_what_the_books_say(const PrefundContract& contract);

}  // namespace clearing::tests
