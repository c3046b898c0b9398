#pragma once

#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a SettlementStore has to do, whatever it is made of (store_contract.hpp says how to run it): the intent and its
/// unique keys …
#define SETTLEMENT_OPEN_CONTRACT(CASE)                                       \
    CASE(a_record_reads_back_equal)                                          \
    CASE(the_same_message_again_finds_its_record)                            \
    CASE(a_message_a_key_and_an_id_are_each_taken_once)                      \
    CASE(the_same_bill_number_of_another_institution_is_another_bill)        \
    CASE(of_64_messages_for_one_bill_one_is_accepted)                        \
    CASE(of_64_times_one_message_one_is_accepted)                            \
    CASE(a_bill_is_free_again_after_a_reversal_and_not_before)               \
    CASE(one_live_cancel_of_a_settlement)                                    \
    CASE(a_cancel_of_nothing_is_not_opened)                                  \
    CASE(a_refused_message_stays_refused_and_holds_no_bill)                  \
    CASE(a_fence_stops_the_original_that_comes_later_by_message_and_by_key)  \
    CASE(a_resident_record_is_refused_once_the_partners_day_is_closed)       \
    CASE(a_day_never_heard_of_is_over_once_a_later_one_is)                   \
    CASE(the_facts_of_a_bill_are_its_visit_lines_quote_and_what_came_before) \
    CASE(records_are_found_by_message_key_visit_and_filter)

/// … one guarded change in one commit …
#define SETTLEMENT_APPLY_CONTRACT(CASE)                                             \
    CASE(a_change_decided_from_another_state_changes_nothing)                       \
    CASE(a_change_decided_from_a_record_that_was_changed_since_changes_nothing)     \
    CASE(what_a_change_answers_is_what_is_found_afterwards)                         \
    CASE(of_many_equal_changes_at_once_one_is_applied)                              \
    CASE(state_postings_history_lines_and_findings_are_one_commit)                  \
    CASE(a_booked_cancel_takes_its_original_along_and_frees_its_lines)              \
    CASE(a_cancel_is_not_booked_when_its_original_is_booked_no_longer)              \
    CASE(a_cancel_that_names_another_original_is_not_booked)                        \
    CASE(a_cancel_and_a_reversal_of_one_settlement_do_not_go_side_by_side)          \
    CASE(of_cancels_and_reversals_at_once_only_one_kind_goes)                       \
    CASE(a_booked_cancel_that_is_reversed_books_its_original_again)                 \
    CASE(a_cancel_is_not_reversed_once_its_bill_is_taken_or_its_lines_have_changed) \
    CASE(a_bill_of_a_stay_is_not_booked_again_beside_one_under_way)                 \
    CASE(a_cancelled_record_is_booked_again_only_beside_its_cancel)                 \
    CASE(a_later_answer_replaces_the_payments_of_an_earlier_one)                    \
    CASE(a_remembered_reverse_and_its_message_are_kept)                             \
    CASE(not_sent_comes_back_only_while_the_bill_is_free)                           \
    CASE(what_is_sent_again_takes_the_lines_that_are_there_by_then)                 \
    CASE(a_late_yes_after_a_reversal_does_not_need_the_bill_that_was_settled_again) \
    CASE(a_booked_record_of_a_closed_day_does_not_go_to_reversing)                  \
    CASE(a_national_record_gets_its_day_with_the_answer)                            \
    CASE(what_is_decided_after_its_days_lines_are_fixed_is_posted_on_the_open_day)  \
    CASE(a_reversal_takes_back_the_lines_and_posts_the_counter_entry)               \
    CASE(postings_without_a_day_are_refused_whole)                                  \
    CASE(a_move_the_state_table_does_not_know_is_refused)                           \
    CASE(an_answer_that_breaks_a_law_is_not_booked)                                 \
    CASE(nothing_is_booked_without_an_answer)                                       \
    CASE(a_change_touches_nothing_but_what_may_change)                              \
    CASE(translations_of_an_answer_are_appended_once)                               \
    CASE(a_change_half_written_is_never_seen)

/// … with what belongs to it in the message log …
#define SETTLEMENT_MESSAGES_CONTRACT(CASE)                               \
    CASE(an_intent_is_opened_with_our_message)                           \
    CASE(a_message_that_names_another_day_is_not_kept)                   \
    CASE(who_is_not_accepted_keeps_no_message)                           \
    CASE(a_visit_that_was_changed_since_it_was_checked_is_not_settled)   \
    CASE(of_lines_and_an_intent_at_once_the_intent_has_what_was_checked) \
    CASE(of_two_bills_of_one_stay_at_once_one_is_opened)                 \
    CASE(which_lines_of_a_stay_are_free_is_part_of_its_revision)         \
    CASE(a_line_that_comes_free_is_nobodys_who_asked_before)             \
    CASE(what_is_sent_again_holds_the_visit_it_was_checked_with)         \
    CASE(a_yes_is_kept_with_its_booking)                                 \
    CASE(a_yes_to_what_is_not_booked_is_not_kept)                        \
    CASE(of_many_at_once_each_has_its_own_message_and_its_yes)

/// … and a store that breaks off or does not answer.
#define SETTLEMENT_FAULT_CONTRACT(CASE)                                       \
    CASE(a_settlement_write_broken_off_at_any_statement_leaves_nothing)       \
    CASE(a_settlement_write_whose_commit_never_happened_goes_through_at_last) \
    CASE(a_settlement_write_whose_commit_was_not_answered_is_there_once)      \
    CASE(of_many_whose_shared_commit_never_happened_each_names_a_record_that_is_there)

void a_day_never_heard_of_is_over_once_a_later_one_is(const StoreContract& store);
void the_facts_of_a_bill_are_its_visit_lines_quote_and_what_came_before(const StoreContract& store);
void a_record_reads_back_equal(const StoreContract& store);
void the_same_message_again_finds_its_record(const StoreContract& store);
void a_message_a_key_and_an_id_are_each_taken_once(const StoreContract& store);
void the_same_bill_number_of_another_institution_is_another_bill(const StoreContract& store);
void of_64_messages_for_one_bill_one_is_accepted(const StoreContract& store);
void of_64_times_one_message_one_is_accepted(const StoreContract& store);
void a_bill_is_free_again_after_a_reversal_and_not_before(const StoreContract& store);
void one_live_cancel_of_a_settlement(const StoreContract& store);
void a_cancel_of_nothing_is_not_opened(const StoreContract& store);
void a_refused_message_stays_refused_and_holds_no_bill(const StoreContract& store);
void a_fence_stops_the_original_that_comes_later_by_message_and_by_key(const StoreContract& store);
void a_resident_record_is_refused_once_the_partners_day_is_closed(const StoreContract& store);
void records_are_found_by_message_key_visit_and_filter(const StoreContract& store);

void a_change_decided_from_another_state_changes_nothing(const StoreContract& store);
void a_change_decided_from_a_record_that_was_changed_since_changes_nothing(const StoreContract& store);
void what_a_change_answers_is_what_is_found_afterwards(const StoreContract& store);
void of_many_equal_changes_at_once_one_is_applied(const StoreContract& store);
void state_postings_history_lines_and_findings_are_one_commit(const StoreContract& store);
void a_booked_cancel_takes_its_original_along_and_frees_its_lines(const StoreContract& store);
void a_cancel_is_not_booked_when_its_original_is_booked_no_longer(const StoreContract& store);
void a_cancel_that_names_another_original_is_not_booked(const StoreContract& store);
void a_cancel_and_a_reversal_of_one_settlement_do_not_go_side_by_side(const StoreContract& store);
void of_cancels_and_reversals_at_once_only_one_kind_goes(const StoreContract& store);
void a_booked_cancel_that_is_reversed_books_its_original_again(const StoreContract& store);
void a_cancel_is_not_reversed_once_its_bill_is_taken_or_its_lines_have_changed(const StoreContract& store);
void a_bill_of_a_stay_is_not_booked_again_beside_one_under_way(const StoreContract& store);
void a_cancelled_record_is_booked_again_only_beside_its_cancel(const StoreContract& store);
void a_later_answer_replaces_the_payments_of_an_earlier_one(const StoreContract& store);
void a_remembered_reverse_and_its_message_are_kept(const StoreContract& store);
void not_sent_comes_back_only_while_the_bill_is_free(const StoreContract& store);
void what_is_sent_again_takes_the_lines_that_are_there_by_then(const StoreContract& store);
void a_late_yes_after_a_reversal_does_not_need_the_bill_that_was_settled_again(const StoreContract& store);
void a_booked_record_of_a_closed_day_does_not_go_to_reversing(const StoreContract& store);
void a_national_record_gets_its_day_with_the_answer(const StoreContract& store);
void what_is_decided_after_its_days_lines_are_fixed_is_posted_on_the_open_day(const StoreContract& store);
void a_reversal_takes_back_the_lines_and_posts_the_counter_entry(const StoreContract& store);
void postings_without_a_day_are_refused_whole(const StoreContract& store);
void a_move_the_state_table_does_not_know_is_refused(const StoreContract& store);
void an_answer_that_breaks_a_law_is_not_booked(const StoreContract& store);
void nothing_is_booked_without_an_answer(const StoreContract& store);
void a_change_touches_nothing_but_what_may_change(const StoreContract& store);
void translations_of_an_answer_are_appended_once(const StoreContract& store);
void a_change_half_written_is_never_seen(const StoreContract& store);

void an_intent_is_opened_with_our_message(const StoreContract& store);
void a_message_that_names_another_day_is_not_kept(const StoreContract& store);
void who_is_not_accepted_keeps_no_message(const StoreContract& store);
void a_visit_that_was_changed_since_it_was_checked_is_not_settled(const StoreContract& store);
void of_lines_and_an_intent_at_once_the_intent_has_what_was_checked(const StoreContract& store);
void of_two_bills_of_one_stay_at_once_one_is_opened(const StoreContract& store);
void which_lines_of_a_stay_are_free_is_part_of_its_revision(const StoreContract& store);
void a_line_that_comes_free_is_nobodys_who_asked_before(const StoreContract& store);
void what_is_sent_again_holds_the_visit_it_was_checked_with(const StoreContract& store);
void a_yes_is_kept_with_its_booking(const StoreContract& store);
void a_yes_to_what_is_not_booked_is_not_kept(const StoreContract& store);
void of_many_at_once_each_has_its_own_message_and_its_yes(const StoreContract& store);

void a_settlement_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store);
void a_settlement_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store);
void a_settlement_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store);
void of_many_whose_shared_commit_never_happened_each_names_a_record_that_is_there(const StoreContract& store);

}  // namespace clearing::tests
