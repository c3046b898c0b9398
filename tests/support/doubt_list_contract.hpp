#pragma once

#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a DoubtList has to do, whatever it is made of (store_contract.hpp says how to run it) …
#define DOUBT_LIST_CONTRACT(CASE)                                    \
    CASE(what_is_in_doubt_is_work_with_an_owner_and_an_age)          \
    CASE(of_many_daemons_at_once_each_gets_other_doubts)             \
    CASE(a_dead_daemons_doubts_are_taken_over_when_its_time_is_over) \
    CASE(what_was_asked_comes_again_when_its_time_has_come)          \
    CASE(longest_due_ones_come_first_and_no_more_than_asked_for)     \
    CASE(a_question_of_one_who_lost_the_record_changes_nothing)      \
    CASE(the_alarm_of_a_doubt_is_raised_once)                        \
    CASE(what_is_final_is_off_the_list)                              \
    CASE(an_awaited_answer_is_a_doubt_once_its_runner_is_gone)       \
    CASE(a_cancel_of_our_own_that_was_not_sent_is_work)              \
    CASE(each_other_side_has_a_list_of_its_own)                      \
    CASE(an_undoing_that_came_too_late_is_owed_until_it_is_in_hand)  \
    CASE(what_came_to_be_open_since_is_found_by_who_looks_for_it)    \
    CASE(open_doubts_are_listed_oldest_first)

/// … and when it breaks off or does not answer.
#define DOUBT_FAULT_CONTRACT(CASE)                                       \
    CASE(a_doubt_write_broken_off_at_any_statement_leaves_nothing)       \
    CASE(a_doubt_write_whose_commit_never_happened_goes_through_at_last) \
    CASE(a_doubt_write_whose_commit_was_not_answered_is_there_once)

void what_is_in_doubt_is_work_with_an_owner_and_an_age(const StoreContract& store);
void of_many_daemons_at_once_each_gets_other_doubts(const StoreContract& store);
void a_dead_daemons_doubts_are_taken_over_when_its_time_is_over(const StoreContract& store);
void what_was_asked_comes_again_when_its_time_has_come(const StoreContract& store);
void longest_due_ones_come_first_and_no_more_than_asked_for(const StoreContract& store);
void a_question_of_one_who_lost_the_record_changes_nothing(const StoreContract& store);
void the_alarm_of_a_doubt_is_raised_once(const StoreContract& store);
void what_is_final_is_off_the_list(const StoreContract& store);
void an_awaited_answer_is_a_doubt_once_its_runner_is_gone(const StoreContract& store);
void a_cancel_of_our_own_that_was_not_sent_is_work(const StoreContract& store);
void each_other_side_has_a_list_of_its_own(const StoreContract& store);
void an_undoing_that_came_too_late_is_owed_until_it_is_in_hand(const StoreContract& store);
void what_came_to_be_open_since_is_found_by_who_looks_for_it(const StoreContract& store);
void open_doubts_are_listed_oldest_first(const StoreContract& store);

void a_doubt_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store);
void a_doubt_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store);
void a_doubt_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store);

}  // namespace clearing::tests
