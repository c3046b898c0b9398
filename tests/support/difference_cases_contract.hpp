#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/difference_cases.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// Cases of the days that `stores` keep.
struct DifferenceCasesContract {
    const StoreContract& stores;
    ports::DifferenceCases& cases;
    ports::Adjustments& adjustments;
    std::function<std::vector<std::string>()> audited;  ///< "difference_assigned 3", by the cases alone
};

/// What DifferenceCases have to do, whatever they are made of (store_contract.hpp says how to run it).
#define DIFFERENCE_CASES_CONTRACT(CASE)                                     \
    CASE(what_needs_a_person_is_open_at_once)                               \
    CASE(a_line_that_differs_no_more_settles_its_case)                      \
    CASE(a_case_has_one_daemon_at_a_time)                                   \
    CASE(a_step_of_one_who_lost_the_case_changes_nothing)                   \
    CASE(a_step_settles_tries_again_or_hands_it_to_a_person)                \
    CASE(a_line_posted_late_clears_on_the_then_open_day)                    \
    CASE(however_its_case_ends_a_line_left_out_clears_on_the_then_open_day) \
    CASE(a_case_that_ends_before_the_agreement_holds_its_line_up_no_longer) \
    CASE(a_late_line_that_is_left_out_again_waits_for_its_next_case)        \
    CASE(a_left_out_line_that_was_cancelled_clears_with_its_cancel)         \
    CASE(what_is_taken_off_a_line_clears_with_it_and_never_before)          \
    CASE(a_line_of_which_nothing_is_left_clears_nowhere)                    \
    CASE(a_line_cleared_late_ends_its_case_unless_a_person_has_it_in_hand)  \
    CASE(what_needs_a_person_raises_its_alarm)                              \
    CASE(a_case_past_its_last_day_is_told_once)                             \
    CASE(a_person_takes_a_case_over_writes_notes_and_ends_it)               \
    CASE(a_case_that_is_over_changes_no_more_but_may_be_noted)              \
    CASE(money_moves_only_by_a_third_person)                                \
    CASE(cases_are_listed_by_what_is_asked_for_page_by_page)

void a_line_that_differs_becomes_one_case_whatever_is_repeated(const DifferenceCasesContract& contract);
void what_needs_a_person_is_open_at_once(const DifferenceCasesContract& contract);
void a_line_that_differs_no_more_settles_its_case(const DifferenceCasesContract& contract);
void a_case_has_one_daemon_at_a_time(const DifferenceCasesContract& contract);
void a_step_of_one_who_lost_the_case_changes_nothing(const DifferenceCasesContract& contract);
void a_step_settles_tries_again_or_hands_it_to_a_person(const DifferenceCasesContract& contract);
void a_line_posted_late_clears_on_the_then_open_day(const DifferenceCasesContract& contract);
void however_its_case_ends_a_line_left_out_clears_on_the_then_open_day(const DifferenceCasesContract& contract);
void a_case_that_ends_before_the_agreement_holds_its_line_up_no_longer(const DifferenceCasesContract& contract);
void a_late_line_that_is_left_out_again_waits_for_its_next_case(const DifferenceCasesContract& contract);
void a_left_out_line_that_was_cancelled_clears_with_its_cancel(const DifferenceCasesContract& contract);
void what_is_taken_off_a_line_clears_with_it_and_never_before(const DifferenceCasesContract& contract);
void a_line_of_which_nothing_is_left_clears_nowhere(const DifferenceCasesContract& contract);
void a_line_cleared_late_ends_its_case_unless_a_person_has_it_in_hand(const DifferenceCasesContract& contract);
void what_needs_a_person_raises_its_alarm(const DifferenceCasesContract& contract);
void a_case_past_its_last_day_is_told_once(const DifferenceCasesContract& contract);
void a_person_takes_a_case_over_writes_notes_and_ends_it(const DifferenceCasesContract& contract);
void a_case_that_is_over_changes_no_more_but_may_be_noted(const DifferenceCasesContract& contract);
void money_moves_only_by_a_third_person(const DifferenceCasesContract& contract);
void cases_are_listed_by_what_is_asked_for_page_by_page(const DifferenceCasesContract& contract);

}  // namespace clearing::tests
