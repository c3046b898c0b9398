#pragma once

#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a DayStore has to do, whatever it is made of (store_contract.hpp says how to run it) …
#define DAY_STORE_CONTRACT(CASE)                                                                 \
    CASE(the_first_intent_of_a_pair_makes_its_day_and_the_switch_the_next)                       \
    CASE(the_pairs_open_day_is_the_last_one)                                                     \
    CASE(days_are_asked_for_by_pair_and_between_two)                                             \
    CASE(a_pair_whose_days_are_all_over_gets_the_next_one)                                       \
    CASE(days_between_two_of_a_pair_are_begun_with_the_second)                                   \
    CASE(days_come_newest_first)                                                                 \
    CASE(the_switch_under_64_intents_puts_every_record_on_exactly_one_day)                       \
    CASE(a_day_lists_booked_and_cancelled_and_no_other)                                          \
    CASE(an_answer_that_comes_while_the_close_waits_belongs_to_its_day)                          \
    CASE(what_was_not_sent_and_has_no_day_yet_is_refused_at_the_end_of_the_day_it_was_opened_on) \
    CASE(a_cancel_of_our_own_that_was_not_sent_moves_to_the_open_day)                            \
    CASE(what_was_not_sent_is_refused_at_the_close)                                              \
    CASE(a_carried_record_clears_on_the_day_it_is_resolved_in)                                   \
    CASE(a_carried_record_that_is_reversed_never_clears)                                         \
    CASE(a_carried_record_booked_and_cancelled_afterwards_clears_with_both_lines)                \
    CASE(a_residents_day_follows_what_the_partner_carried_and_took_in_late)                      \
    CASE(a_national_record_resolved_into_a_closed_day_clears_in_the_open_one)                    \
    CASE(an_agreement_clears_posts_and_keeps_the_statement)                                      \
    CASE(an_agreement_is_made_once_and_under_one_statement)                                      \
    CASE(a_line_is_cleared_by_one_day_whoever_names_it_again)                                    \
    CASE(a_disputed_line_stays_out_of_this_and_the_next_clearing)                                \
    CASE(a_late_line_that_is_disputed_does_not_clear)                                            \
    CASE(the_sums_of_a_day_are_those_of_its_lines)                                               \
    CASE(what_a_close_tells_is_made_of_the_days_lines)                                           \
    CASE(a_late_line_clears_all_it_posted_although_the_account_clears_no_more)                   \
    CASE(a_late_line_clears_no_more_than_it_posted_although_the_account_clears_now)              \
    CASE(an_agreed_day_changes_no_more)                                                          \
    CASE(differences_are_replaced_when_a_day_is_reconciled_again)                                \
    CASE(differences_found_with_an_answer_stand_beside_the_days)                                 \
    CASE(a_day_nobody_has_is_empty)

/// … and when it breaks off or does not answer.
#define DAY_FAULT_CONTRACT(CASE)                                       \
    CASE(a_day_write_broken_off_at_any_statement_leaves_nothing)       \
    CASE(a_day_write_whose_commit_never_happened_goes_through_at_last) \
    CASE(a_day_write_whose_commit_was_not_answered_is_there_once)

void the_first_intent_of_a_pair_makes_its_day_and_the_switch_the_next(const StoreContract& store);
void the_pairs_open_day_is_the_last_one(const StoreContract& store);
void days_are_asked_for_by_pair_and_between_two(const StoreContract& store);
void a_pair_whose_days_are_all_over_gets_the_next_one(const StoreContract& store);
void days_between_two_of_a_pair_are_begun_with_the_second(const StoreContract& store);
void days_come_newest_first(const StoreContract& store);
void the_switch_under_64_intents_puts_every_record_on_exactly_one_day(const StoreContract& store);
void a_day_lists_booked_and_cancelled_and_no_other(const StoreContract& store);
void an_answer_that_comes_while_the_close_waits_belongs_to_its_day(const StoreContract& store);
void what_was_not_sent_and_has_no_day_yet_is_refused_at_the_end_of_the_day_it_was_opened_on(const StoreContract& store);
void a_cancel_of_our_own_that_was_not_sent_moves_to_the_open_day(const StoreContract& store);
void what_was_not_sent_is_refused_at_the_close(const StoreContract& store);
void a_carried_record_clears_on_the_day_it_is_resolved_in(const StoreContract& store);
void a_carried_record_that_is_reversed_never_clears(const StoreContract& store);
void a_carried_record_booked_and_cancelled_afterwards_clears_with_both_lines(const StoreContract& store);
void a_residents_day_follows_what_the_partner_carried_and_took_in_late(const StoreContract& store);
void a_national_record_resolved_into_a_closed_day_clears_in_the_open_one(const StoreContract& store);
void an_agreement_clears_posts_and_keeps_the_statement(const StoreContract& store);
void an_agreement_is_made_once_and_under_one_statement(const StoreContract& store);
void a_line_is_cleared_by_one_day_whoever_names_it_again(const StoreContract& store);
void a_disputed_line_stays_out_of_this_and_the_next_clearing(const StoreContract& store);
void a_late_line_that_is_disputed_does_not_clear(const StoreContract& store);
void the_sums_of_a_day_are_those_of_its_lines(const StoreContract& store);
void what_a_close_tells_is_made_of_the_days_lines(const StoreContract& store);
void a_late_line_clears_all_it_posted_although_the_account_clears_no_more(const StoreContract& store);
void a_late_line_clears_no_more_than_it_posted_although_the_account_clears_now(const StoreContract& store);
void an_agreed_day_changes_no_more(const StoreContract& store);
void differences_are_replaced_when_a_day_is_reconciled_again(const StoreContract& store);
void differences_found_with_an_answer_stand_beside_the_days(const StoreContract& store);
void a_day_nobody_has_is_empty(const StoreContract& store);

void a_day_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store);
void a_day_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store);
void a_day_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store);

}  // namespace clearing::tests
