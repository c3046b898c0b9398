#pragma once

#include "gateway/ports/statement_details.hpp"
#include "gateway/ports/statement_revisions.hpp"
#include "tests/support/store_contract.hpp"

#include <functional>
#include <string>
#include <vector>

namespace clearing::tests {

/// What StatementRevisions has to do, whatever it is made of: each function is one test, run on an empty store.
struct StatementRevisionsContract {
    ports::StatementRevisions& store;
    std::function<std::vector<std::string>()> audited;  ///< names of the events written so far
};
/// What StatementDetails has to do, over the books of a StoreContract.
struct StatementDetailsContract {
    StoreContract books;
    ports::StatementDetails& details;
};

#define STATEMENT_REVISIONS_CONTRACT(CASE)               \
    CASE(a_revision_is_kept_and_reads_back_equal)        \
    CASE(revisions_follow_each_other)                    \
    CASE(of_two_made_at_once_one_is_kept)                \
    CASE(the_maker_of_a_statement_does_not_release_it)   \
    CASE(a_draft_of_the_daemons_is_not_released)         \
    CASE(a_revision_is_released_once)                    \
    CASE(what_a_later_revision_corrects_is_not_released) \
    CASE(what_is_not_there_is_not_found)

#define STATEMENT_DETAILS_CONTRACT(CASE)                  \
    CASE(pages_walk_every_cleared_line_once_and_in_order) \
    CASE(a_line_stands_with_the_day_it_cleared_on)        \
    CASE(a_cancel_stands_with_the_day_of_its_original)    \
    CASE(a_line_says_who_was_treated_and_when)

void a_revision_is_kept_and_reads_back_equal(const StatementRevisionsContract& contract);
void revisions_follow_each_other(const StatementRevisionsContract& contract);
void of_two_made_at_once_one_is_kept(const StatementRevisionsContract& contract);
void the_maker_of_a_statement_does_not_release_it(const StatementRevisionsContract& contract);
void a_draft_of_the_daemons_is_not_released(const StatementRevisionsContract& contract);
void a_revision_is_released_once(const StatementRevisionsContract& contract);
void what_a_later_revision_corrects_is_not_released(const StatementRevisionsContract& contract);
void what_is_not_there_is_not_found(const StatementRevisionsContract& contract);

void pages_walk_every_cleared_line_once_and_in_order(const StatementDetailsContract& contract);
void a_line_stands_with_the_day_it_cleared_on(const StatementDetailsContract& contract);
void a_cancel_stands_with_the_day_of_its_original(const StatementDetailsContract& contract);
void a_line_says_who_was_treated_and_when(const StatementDetailsContract& contract);

/// Revision `number` of an example month, made by wang.
StatementRevision example_revision(int number = 1);

}  // namespace clearing::tests
