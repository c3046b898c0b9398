#pragma once

#include "gateway/ports/month_books.hpp"
#include "tests/support/store_contract.hpp"

namespace clearing::tests {

/// What MonthBooks have to do, whatever they are made of.
#define MONTH_BOOKS_CONTRACT(CASE)                                 \
    CASE(a_month_groups_its_lines_by_how_they_settled_and_cleared) \
    CASE(a_line_that_crosses_the_month_is_in_the_groups_of_both)   \
    CASE(a_month_knows_its_counterparties_by_days_and_by_lines)

void a_month_groups_its_lines_by_how_they_settled_and_cleared(const StoreContract& store, ports::MonthBooks& months);
void a_line_that_crosses_the_month_is_in_the_groups_of_both(const StoreContract& store, ports::MonthBooks& months);
void a_month_knows_its_counterparties_by_days_and_by_lines(const StoreContract& store, ports::MonthBooks& months);

}  // namespace clearing::tests
