#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/audit_findings.hpp"
#include "gateway/ports/payment_book.hpp"
#include "gateway/ports/voucher_book.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// Vouchers and adjustments on the books of a StoreContract.
struct MoneyContract {
    StoreContract books;
    ports::VoucherBook& vouchers;
    ports::Adjustments& adjustments;
    ports::PaymentBook& payments;
    ports::AuditFindings& findings;
};

/// What a VoucherBook and an Adjustments have to do, whatever they are made of (store_contract.hpp says how to run it).
#define MONEY_CONTRACT(CASE)                                                  \
    CASE(a_voucher_posts_on_the_open_day_of_each_of_its_pairs)                \
    CASE(the_same_voucher_again_is_answered_as_it_stands)                     \
    CASE(a_voucher_id_that_stands_for_something_else_is_refused)              \
    CASE(a_voucher_that_fails_leaves_nothing)                                 \
    CASE(vouchers_of_a_day_come_in_the_order_posted)                          \
    CASE(a_deduction_lowers_what_is_owed_on_the_open_day)                     \
    CASE(a_deduction_after_the_clearing_stands_in_the_open_day_with_its_link) \
    CASE(a_deduction_withdrawn_leaves_nothing)                                \
    CASE(no_more_is_taken_back_than_is_owed)                                  \
    CASE(no_more_is_given_back_than_was_taken)                                \
    CASE(only_what_is_booked_is_adjusted)                                     \
    CASE(the_same_adjustment_again_is_answered_as_it_stands)                  \
    CASE(a_cancel_takes_back_what_stood_of_the_adjustments)                   \
    CASE(a_dispute_nobody_bears_yet_waits_in_suspense)                        \
    CASE(a_resident_is_adjusted_the_other_way_round)                          \
    CASE(what_was_adjusted_clears_with_its_day)                               \
    CASE(what_waits_with_its_line_is_listed_where_it_clears)                  \
    CASE(what_clears_at_once_is_listed_on_its_day)                            \
    CASE(a_case_moves_its_money_once)                                         \
    CASE(a_deduction_is_borne_by_the_hospital)                                \
    CASE(a_refund_after_the_clearing_is_listed_with_its_original)             \
    CASE(two_deductions_at_once_never_take_the_same_amount)

/// What a PaymentBook has to do.
#define PAYMENT_CONTRACT(CASE)                                                 \
    CASE(what_has_cleared_since_the_last_notice_is_told_by_cell)               \
    CASE(what_clears_on_a_day_begun_behind_the_last_notice_is_on_the_next_one) \
    CASE(a_day_stands_on_one_notice)                                           \
    CASE(a_period_with_a_day_that_is_not_agreed_names_it)                      \
    CASE(a_notice_is_read_as_it_was_written)                                   \
    CASE(a_change_decided_from_an_older_revision_is_refused_whole)             \
    CASE(a_period_is_taken_by_one_notice)                                      \
    CASE(the_tables_refuse_a_notice_released_by_its_maker)                     \
    CASE(a_draft_is_taken_over_once_and_signed_only_then)                      \
    CASE(a_payment_is_read_with_what_it_settles)                               \
    CASE(a_bank_serial_is_taken_once)                                          \
    CASE(what_is_carried_on_stands_on_both_notices)                            \
    CASE(the_prefund_is_what_was_raised_less_what_was_lowered)                 \
    CASE(what_of_a_year_is_open_is_listed_by_kind)

/// What an AuditFindings has to do.
#define FINDING_CONTRACT(CASE)                        \
    CASE(a_finding_is_posted_once_it_is_accepted)     \
    CASE(a_finding_withdrawn_gives_back_what_it_took) \
    CASE(only_the_class_deduct_is_taken_back)         \
    CASE(a_finding_number_stands_for_one_finding)     \
    CASE(a_step_decided_from_an_older_revision_posts_nothing)

#define DECLARE(name) void name(const MoneyContract& money);
MONEY_CONTRACT(DECLARE)
PAYMENT_CONTRACT(DECLARE)
FINDING_CONTRACT(DECLARE)
#undef DECLARE

}  // namespace clearing::tests
