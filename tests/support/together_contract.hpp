#pragma once

#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What is asked for at once is answered each for itself, however much of it a store writes together …
#define TOGETHER_CONTRACT(CASE)                                            \
    CASE(of_what_is_asked_for_at_once_each_key_is_taken_once)              \
    CASE(messages_asked_for_at_once_have_each_their_own_number_and_answer) \
    CASE(an_answer_that_breaks_a_law_hurts_none_of_those_beside_it)        \
    CASE(changes_asked_for_at_once_are_guarded_each_for_itself)            \
    CASE(bills_of_one_visit_booked_at_once_take_each_its_own_lines)

/// … when they break off in the middle, and when their commit is lost.
#define TOGETHER_FAULT_CONTRACT(CASE)                                            \
    CASE(what_was_asked_for_at_once_is_whole_at_whatever_statement_it_broke_off) \
    CASE(what_was_asked_for_at_once_is_there_once_whatever_became_of_its_commit)

void of_what_is_asked_for_at_once_each_key_is_taken_once(const StoreContract& store);
void messages_asked_for_at_once_have_each_their_own_number_and_answer(const StoreContract& store);
void an_answer_that_breaks_a_law_hurts_none_of_those_beside_it(const StoreContract& store);
void changes_asked_for_at_once_are_guarded_each_for_itself(const StoreContract& store);
void bills_of_one_visit_booked_at_once_take_each_its_own_lines(const StoreContract& store);

void what_was_asked_for_at_once_is_whole_at_whatever_statement_it_broke_off(const StoreContract& store);
void what_was_asked_for_at_once_is_there_once_whatever_became_of_its_commit(const StoreContract& store);

}  // namespace clearing::tests
