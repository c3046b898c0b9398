#pragma once

#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What an Outbox has to do, whatever it is made of (store_contract.hpp says how to run it) …
#define OUTBOX_CONTRACT(CASE)                                               \
    CASE(the_lines_of_a_booked_bill_wait_until_they_were_told)              \
    CASE(batches_of_one_stay_go_in_order_and_do_not_hold_up_other_stays)    \
    CASE(a_reversed_bill_is_not_told)                                       \
    CASE(a_bill_booked_after_all_is_told)                                   \
    CASE(a_batch_is_one_daemons_until_its_time_is_over)                     \
    CASE(of_many_that_ask_at_once_each_gets_another_batch)                  \
    CASE(several_are_taken_at_once_longest_waiting_first_and_one_of_a_stay) \
    CASE(each_peer_gets_its_own_batches_longest_waiting_first)              \
    CASE(a_parked_batch_holds_up_its_stay_until_an_operator_resumes_it)     \
    CASE(parked_ones_are_resumed_one_by_one_or_by_peer)                     \
    CASE(what_was_refused_is_told_anew_once_it_is_resumed)                  \
    CASE(nothing_is_taken_while_the_peers_switch_is_off)                    \
    CASE(what_is_done_stays_done)                                           \
    CASE(items_are_listed_newest_first_and_by_state)

/// … and when it breaks off or does not answer.
#define OUTBOX_FAULT_CONTRACT(CASE)                                        \
    CASE(an_outbox_write_broken_off_at_any_statement_leaves_nothing)       \
    CASE(an_outbox_write_whose_commit_never_happened_goes_through_at_last) \
    CASE(an_outbox_write_whose_commit_was_not_answered_is_there_once)

void the_lines_of_a_booked_bill_wait_until_they_were_told(const StoreContract& store);
void batches_of_one_stay_go_in_order_and_do_not_hold_up_other_stays(const StoreContract& store);
void a_reversed_bill_is_not_told(const StoreContract& store);
void a_bill_booked_after_all_is_told(const StoreContract& store);
void a_batch_is_one_daemons_until_its_time_is_over(const StoreContract& store);
void of_many_that_ask_at_once_each_gets_another_batch(const StoreContract& store);
void several_are_taken_at_once_longest_waiting_first_and_one_of_a_stay(const StoreContract& store);
void each_peer_gets_its_own_batches_longest_waiting_first(const StoreContract& store);
void a_parked_batch_holds_up_its_stay_until_an_operator_resumes_it(const StoreContract& store);
void parked_ones_are_resumed_one_by_one_or_by_peer(const StoreContract& store);
void what_was_refused_is_told_anew_once_it_is_resumed(const StoreContract& store);
void nothing_is_taken_while_the_peers_switch_is_off(const StoreContract& store);
void what_is_done_stays_done(const StoreContract& store);
void items_are_listed_newest_first_and_by_state(const StoreContract& store);

void an_outbox_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store);
void an_outbox_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store);
void an_outbox_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store);

}  // namespace clearing::tests
