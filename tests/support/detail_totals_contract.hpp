#pragma once

#include "gateway/ports/detail_totals.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// Fee lines and settlements that `stores` keep.
struct DetailTotalsContract {
    const StoreContract& stores;
    ports::DetailTotals& details;
};

/// What DetailTotals have to do, whatever they are made of (store_contract.hpp says how to run it).
#define DETAIL_TOTALS_CONTRACT(CASE)                         \
    CASE(a_settlement_whose_lines_sum_to_it_does_not_differ) \
    CASE(a_settlement_whose_lines_do_not_sum_to_it_differs)  \
    CASE(what_is_cancelled_or_of_another_day_is_not_judged)  \
    CASE(a_residents_lines_differ_only_when_they_are_more)

void a_settlement_whose_lines_sum_to_it_does_not_differ(const DetailTotalsContract& contract);
void a_settlement_whose_lines_do_not_sum_to_it_differs(const DetailTotalsContract& contract);
void what_is_cancelled_or_of_another_day_is_not_judged(const DetailTotalsContract& contract);
void a_residents_lines_differ_only_when_they_are_more(const DetailTotalsContract& contract);

}  // namespace clearing::tests
