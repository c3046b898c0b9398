#pragma once

#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a MessageLog has to do, whatever it is made of (store_contract.hpp says how to run it) …
#define MESSAGE_LOG_CONTRACT(CASE)                                        \
    CASE(the_same_message_again_finds_the_final_answer_once_there_is_one) \
    CASE(the_earliest_final_answer_counts)                                \
    CASE(other_content_under_the_same_id_is_shown_the_first_body)         \
    CASE(a_message_key_is_taken_per_peer_and_institution)                 \
    CASE(of_64_messages_of_one_key_at_once_one_is_the_first)              \
    CASE(what_is_answered_to_nothing_we_know_changes_nothing)             \
    CASE(what_we_send_has_a_number_of_its_own)                            \
    CASE(a_question_and_its_reply_are_kept_together)

/// … and when it breaks off or does not answer.
#define MESSAGE_FAULT_CONTRACT(CASE)                                 \
    CASE(a_message_write_broken_off_at_any_statement_leaves_nothing) \
    CASE(a_message_whose_commit_never_happened_is_taken_at_last)     \
    CASE(a_message_whose_commit_was_not_answered_is_taken_once)

void the_same_message_again_finds_the_final_answer_once_there_is_one(const StoreContract& store);
void the_earliest_final_answer_counts(const StoreContract& store);
void other_content_under_the_same_id_is_shown_the_first_body(const StoreContract& store);
void a_message_key_is_taken_per_peer_and_institution(const StoreContract& store);
void of_64_messages_of_one_key_at_once_one_is_the_first(const StoreContract& store);
void what_is_answered_to_nothing_we_know_changes_nothing(const StoreContract& store);
void what_we_send_has_a_number_of_its_own(const StoreContract& store);
void a_question_and_its_reply_are_kept_together(const StoreContract& store);

void a_message_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store);
void a_message_whose_commit_never_happened_is_taken_at_last(const StoreContract& store);
void a_message_whose_commit_was_not_answered_is_taken_once(const StoreContract& store);

}  // namespace clearing::tests
