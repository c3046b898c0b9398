#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/institution_payments.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// Payments to institutions on the books of a StoreContract.
struct InstitutionPaymentsContract {
    StoreContract books;
    ports::Adjustments& adjustments;
    ports::InstitutionPayments& payments;
};

/// What an InstitutionPayments has to do, whatever it is made of (store_contract.hpp says how to run it).
#define INSTITUTION_PAYMENT_CONTRACT(CASE)                                       \
    CASE(what_an_institution_is_owed_is_what_was_booked_less_what_was_taken_off) \
    CASE(a_payment_is_posted_once_another_person_confirms_it)                    \
    CASE(nobody_confirms_what_they_entered_and_nothing_is_confirmed_twice)       \
    CASE(no_more_is_paid_than_is_owed)                                           \
    CASE(a_serial_of_a_bank_pays_one_institution_once)                           \
    CASE(what_was_entered_by_mistake_is_withdrawn_and_its_serial_is_free)        \
    CASE(money_that_came_back_is_owed_again_once_two_persons_said_so)            \
    CASE(what_came_back_is_owed_and_paid_anew)                                   \
    CASE(a_confirmation_whose_commit_was_not_answered_is_posted_once)

#define DECLARE(name) void name(const InstitutionPaymentsContract& contract);
INSTITUTION_PAYMENT_CONTRACT(DECLARE)
#undef DECLARE

}  // namespace clearing::tests
