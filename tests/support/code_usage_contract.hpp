#pragma once

#include "gateway/ports/code_usage.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/ports/visit_store.hpp"

namespace clearing::tests {

/// What a CodeUsage has to do, whatever it is made of: each function is one test, run on empty books that the two
/// stores write. Used as MAPPING_STORE_CONTRACT is.
struct CodeUsageContract {
    ports::CodeUsage& usage;
    ports::VisitStore& visits;
    ports::SettlementStore& settlements;
};

#define CODE_USAGE_CONTRACT(CASE)                                       \
    CASE(empty_books_have_no_codes_in_use)                              \
    CASE(booked_settlements_come_in_the_order_they_were_opened)         \
    CASE(only_booked_settlements_of_the_days_asked_for_come)            \
    CASE(a_page_holds_each_bills_own_visit_and_lines)                   \
    CASE(a_settlement_without_a_visit_in_the_books_tells_what_it_knows) \
    CASE(open_visits_are_those_somebody_may_still_settle)               \
    CASE(open_visits_come_page_by_page)                                 \
    CASE(a_bill_is_found_by_its_id_with_the_lines_it_was_made_of)       \
    CASE(a_bill_keeps_its_translations)

void empty_books_have_no_codes_in_use(const CodeUsageContract& contract);
void booked_settlements_come_in_the_order_they_were_opened(const CodeUsageContract& contract);
void only_booked_settlements_of_the_days_asked_for_come(const CodeUsageContract& contract);
void a_page_holds_each_bills_own_visit_and_lines(const CodeUsageContract& contract);
void a_settlement_without_a_visit_in_the_books_tells_what_it_knows(const CodeUsageContract& contract);
void open_visits_are_those_somebody_may_still_settle(const CodeUsageContract& contract);
void open_visits_come_page_by_page(const CodeUsageContract& contract);
void a_bill_is_found_by_its_id_with_the_lines_it_was_made_of(const CodeUsageContract& contract);
void a_bill_keeps_its_translations(const CodeUsageContract& contract);

}  // namespace clearing::tests
