#pragma once

#include "gateway/ports/far_side.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What a FarSideStore has to do, whatever it is made of.
#define FAR_SIDE_CONTRACT(CASE)                                        \
    CASE(a_line_carried_on_leaves_its_day_and_clears_late_on_the_next) \
    CASE(what_was_summed_before_a_line_was_carried_on_is_not_agreed)   \
    CASE(a_late_line_may_be_carried_on_again_and_is_named_meanwhile)   \
    CASE(an_open_day_and_an_agreed_day_carry_nothing_on)               \
    CASE(a_record_in_doubt_is_named_by_our_message_and_asked_at_once)  \
    CASE(what_is_not_in_doubt_is_not_renamed)

/// … and when a write breaks off in the middle, or its commit is lost.
#define FAR_SIDE_FAULT_CONTRACT(CASE)                                 \
    CASE(a_far_side_write_broken_off_at_any_statement_leaves_nothing) \
    CASE(a_far_side_write_whose_commit_was_lost_is_there_once_it_is_repeated)

void a_line_carried_on_leaves_its_day_and_clears_late_on_the_next(const StoreContract& store,
                                                                  ports::FarSideStore& far_side);
void what_was_summed_before_a_line_was_carried_on_is_not_agreed(const StoreContract& store,
                                                                ports::FarSideStore& far_side);
void a_late_line_may_be_carried_on_again_and_is_named_meanwhile(const StoreContract& store,
                                                                ports::FarSideStore& far_side);
void an_open_day_and_an_agreed_day_carry_nothing_on(const StoreContract& store, ports::FarSideStore& far_side);
void a_record_in_doubt_is_named_by_our_message_and_asked_at_once(const StoreContract& store,
                                                                 ports::FarSideStore& far_side);
void what_is_not_in_doubt_is_not_renamed(const StoreContract& store, ports::FarSideStore& far_side);

void a_far_side_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store,
                                                                 ports::FarSideStore& far_side);
void a_far_side_write_whose_commit_was_lost_is_there_once_it_is_repeated(const StoreContract& store,
                                                                         ports::FarSideStore& far_side);

}  // namespace clearing::tests
