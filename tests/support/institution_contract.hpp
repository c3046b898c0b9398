#pragma once

#include "gateway/ports/exchange_files.hpp"
#include "gateway/ports/institution_books.hpp"
#include "gateway/ports/institution_confirmations.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// The stores an institution's reconciliation stands on, over the same books.
struct InstitutionStores {
    ports::InstitutionBooks& books;
    ports::InstitutionConfirmations& confirmations;
    ports::ExchangeFiles& files;
};

/// What they have to do, whatever they are made of.
#define INSTITUTION_CONTRACT(CASE)                                    \
    CASE(an_institution_is_told_its_own_booked_lines_of_the_days)     \
    CASE(its_lines_come_in_pages_in_one_order)                        \
    CASE(whose_settlements_they_are_is_told_apart)                    \
    CASE(a_line_is_confirmed_once_and_all_of_a_message_or_none)       \
    CASE(a_confirmation_is_rolled_back_and_may_be_given_again)        \
    CASE(a_whole_month_is_rolled_back_by_zero)                        \
    CASE(what_is_not_confirmed_is_listed_with_its_reason)             \
    CASE(the_last_comparison_of_a_day_decides_whether_a_line_differs) \
    CASE(what_a_message_compared_is_kept_once)                        \
    CASE(a_file_is_its_institutions_alone_and_goes_when_its_time_is_over)

void an_institution_is_told_its_own_booked_lines_of_the_days(const StoreContract& store, InstitutionStores of);
void its_lines_come_in_pages_in_one_order(const StoreContract& store, InstitutionStores of);
void whose_settlements_they_are_is_told_apart(const StoreContract& store, InstitutionStores of);
void a_line_is_confirmed_once_and_all_of_a_message_or_none(const StoreContract& store, InstitutionStores of);
void a_confirmation_is_rolled_back_and_may_be_given_again(const StoreContract& store, InstitutionStores of);
void a_whole_month_is_rolled_back_by_zero(const StoreContract& store, InstitutionStores of);
void what_is_not_confirmed_is_listed_with_its_reason(const StoreContract& store, InstitutionStores of);
void the_last_comparison_of_a_day_decides_whether_a_line_differs(const StoreContract& store, InstitutionStores of);
void what_a_message_compared_is_kept_once(const StoreContract& store, InstitutionStores of);
void a_file_is_its_institutions_alone_and_goes_when_its_time_is_over(const StoreContract& store, InstitutionStores of);

}  // namespace clearing::tests
