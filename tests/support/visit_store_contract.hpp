#pragma once

#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a VisitStore has to do, whatever it is made of (store_contract.hpp says how to run it) …
#define VISIT_STORE_CONTRACT(CASE)                                       \
    CASE(a_visit_reads_back_equal_and_opens_once)                        \
    CASE(what_may_change_of_a_visit_changes_and_nothing_else)            \
    CASE(a_visit_that_was_changed_since_it_was_read_is_not_written_over) \
    CASE(visits_of_a_person_are_found_by_their_number_and_period)        \
    CASE(a_fee_line_reads_back_equal)                                    \
    CASE(an_upload_with_a_known_id_is_refused_whole)                     \
    CASE(refunds_of_a_line_are_never_more_than_the_line)                 \
    CASE(a_refund_names_a_forward_line_that_is_there)                    \
    CASE(refunds_at_once_are_added_up_one_after_the_other)               \
    CASE(lines_are_removed_by_bill_by_id_or_all_and_settled_ones_never)  \
    CASE(lines_of_an_open_outcome_are_neither_removed_nor_refunded)      \
    CASE(lines_told_of_a_settlement_are_its_own_and_never_free)          \
    CASE(what_another_settlement_has_taken_is_not_told_away)             \
    CASE(a_cancelled_visit_takes_no_lines)                               \
    CASE(the_latest_quote_of_a_bill_is_kept)

/// … and when it breaks off or does not answer.
#define VISIT_FAULT_CONTRACT(CASE)                                       \
    CASE(a_visit_write_broken_off_at_any_statement_leaves_nothing)       \
    CASE(a_visit_write_whose_commit_never_happened_goes_through_at_last) \
    CASE(a_visit_write_whose_commit_was_not_answered_is_there_once)

void a_visit_reads_back_equal_and_opens_once(const StoreContract& store);
void what_may_change_of_a_visit_changes_and_nothing_else(const StoreContract& store);
void a_visit_that_was_changed_since_it_was_read_is_not_written_over(const StoreContract& store);
void visits_of_a_person_are_found_by_their_number_and_period(const StoreContract& store);
void a_fee_line_reads_back_equal(const StoreContract& store);
void an_upload_with_a_known_id_is_refused_whole(const StoreContract& store);
void refunds_of_a_line_are_never_more_than_the_line(const StoreContract& store);
void a_refund_names_a_forward_line_that_is_there(const StoreContract& store);
void refunds_at_once_are_added_up_one_after_the_other(const StoreContract& store);
void lines_are_removed_by_bill_by_id_or_all_and_settled_ones_never(const StoreContract& store);
void lines_of_an_open_outcome_are_neither_removed_nor_refunded(const StoreContract& store);
void lines_told_of_a_settlement_are_its_own_and_never_free(const StoreContract& store);
void what_another_settlement_has_taken_is_not_told_away(const StoreContract& store);
void a_cancelled_visit_takes_no_lines(const StoreContract& store);
void the_latest_quote_of_a_bill_is_kept(const StoreContract& store);

void a_visit_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store);
void a_visit_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store);
void a_visit_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store);

}  // namespace clearing::tests
