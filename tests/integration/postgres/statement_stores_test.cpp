#include "gateway/infra/postgres/statement_details.hpp"
#include "gateway/infra/postgres/statement_revisions.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/statement_contract.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {

using test::Books;

namespace {

struct RevisionBooks : Books {
    StatementRevisions revisions{pool};

    tests::StatementRevisionsContract contract() {
        return {revisions, [this] {
                    std::vector<std::string> names;
                    const int count = std::stoi(database.ask_as_owner("SELECT count(*) FROM audit_event"));
                    for (int i = 0; i < count; ++i)
                        names.push_back(database.ask_as_owner(
                            fmt::format("SELECT event FROM audit_event ORDER BY audit_no OFFSET {} LIMIT 1", i)));
                    return names;
                }};
    }
    ports::AuditEvent event(std::string name) { return {test::noon, std::move(name), "wang", "s", ""}; }
};

constexpr std::string_view no_privilege = "42501", restricted = "23001", check_failed = "23514";

}  // namespace

BOOST_AUTO_TEST_SUITE(statement_stores)

#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        RevisionBooks books;           \
        tests::name(books.contract()); \
    }
STATEMENT_REVISIONS_CONTRACT(CASE)
#undef CASE

#define CASE(name)                                                               \
    BOOST_AUTO_TEST_CASE(name) {                                                 \
        test::ContractWorld world;                                               \
        StatementDetails details{world.pool(), world.vault()};                   \
        tests::name(tests::StatementDetailsContract{world.contract(), details}); \
    }
STATEMENT_DETAILS_CONTRACT(CASE)
#undef CASE

BOOST_AUTO_TEST_CASE(nothing_of_a_revision_or_a_release_is_ever_changed) {
    RevisionBooks books;
    books.value(books.revisions.keep(tests::example_revision(), books.event("statement_made")));
    books.value(books.revisions.release(tests::example_revision().statement.id, 1, "li", test::noon,
                                        books.event("statement_released")));
    for (const char* table : {"statement_revision", "statement_release"}) {
        BOOST_TEST(books.database.refusal_of(fmt::format("UPDATE {} SET number = number", table)) == no_privilege);
        BOOST_TEST(books.database.refusal_of(fmt::format("DELETE FROM {}", table)) == no_privilege);
        BOOST_TEST(books.database.refusal_of(fmt::format("TRUNCATE {} CASCADE", table)) == no_privilege);
    }
    books.database.ask_as_owner("GRANT UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO gateway_daemon");
    for (const char* table : {"statement_revision", "statement_release"}) {
        BOOST_TEST(books.database.refusal_of(fmt::format("UPDATE {} SET number = number", table)) == restricted);
        BOOST_TEST(books.database.refusal_of(fmt::format("DELETE FROM {}", table)) == restricted);
    }
}

BOOST_AUTO_TEST_CASE(the_tables_know_the_rules_of_two_persons_and_of_order) {
    RevisionBooks books;
    const auto revision = tests::example_revision();
    books.value(books.revisions.keep(revision, books.event("statement_made")));
    const auto release = [&](int number, const char* by) {
        return fmt::format("INSERT INTO statement_release VALUES ('{}', {}, '{}', now())", revision.statement.id,
                           number, by);
    };
    const auto next = [&](int number, const char* reason, const char* changes) {
        return fmt::format("INSERT INTO statement_revision VALUES ('{}', {}, 0, '{{}}', '{}', '{}', 'wang', now())",
                           revision.statement.id, number, reason, changes);
    };
    BOOST_TEST(books.database.refusal_of(release(1, "wang")) == check_failed);
    BOOST_TEST(books.database.refusal_of(release(1, "")) == check_failed);
    BOOST_TEST(books.database.refusal_of(release(2, "li")) == "23503");  // no such revision
    BOOST_TEST(books.database.refusal_of(next(3, "why", "[{}]")) == check_failed);
    BOOST_TEST(books.database.refusal_of(next(2, "", "[{}]")) == check_failed);
    BOOST_TEST(books.database.refusal_of(next(2, "why", "[]")) == check_failed);
    BOOST_TEST(books.database.refusal_of(release(1, "li")) == "");
    BOOST_TEST(books.database.refusal_of(next(2, "why", "[{}]")) == "");
}

BOOST_AUTO_TEST_CASE(what_a_later_revision_corrects_is_released_by_nobody) {
    RevisionBooks books;
    const auto revision = tests::example_revision();
    books.value(books.revisions.keep(revision, books.event("statement_made")));
    books.value(books.revisions.keep(tests::example_revision(2), books.event("statement_revised")));
    BOOST_TEST(books.database.refusal_of(fmt::format("INSERT INTO statement_release VALUES ('{}', 1, 'li', now())",
                                                     revision.statement.id)) == check_failed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
