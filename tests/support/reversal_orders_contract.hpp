#pragma once

#include "gateway/ports/reversal_orders.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// Orders to reverse on the books of a StoreContract, whose settlements carry them out.
struct ReversalOrdersContract {
    StoreContract books;
    ports::ReversalOrders& orders;
};

/// What a ReversalOrders has to do, whatever it is made of (store_contract.hpp says how to run it) …
#define REVERSAL_ORDER_CONTRACT(CASE)                           \
    CASE(an_order_stands_until_another_person_releases_it)      \
    CASE(only_what_is_in_doubt_is_ordered_to_be_reversed)       \
    CASE(one_order_of_a_settlement_stands)                      \
    CASE(nobody_releases_what_they_ordered)                     \
    CASE(what_was_withdrawn_is_not_released_and_may_come_again) \
    CASE(what_ended_otherwise_has_overtaken_its_order)          \
    CASE(of_two_releases_at_once_one_reverses)

/// … and when it breaks off or does not answer.
#define REVERSAL_ORDER_FAULT_CONTRACT(CASE)                         \
    CASE(an_order_broken_off_at_any_statement_leaves_nothing)       \
    CASE(an_order_whose_commit_never_happened_goes_through_at_last) \
    CASE(an_order_whose_commit_was_not_answered_is_there_once)

#define DECLARE(name) void name(const ReversalOrdersContract& contract);
REVERSAL_ORDER_CONTRACT(DECLARE)
REVERSAL_ORDER_FAULT_CONTRACT(DECLARE)
#undef DECLARE

}  // namespace clearing::tests
