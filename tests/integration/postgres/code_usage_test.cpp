#include "gateway/infra/postgres/code_usage.hpp"

#include "tests/integration/postgres/books.hpp"
#include "tests/support/code_usage_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;

namespace {

struct UsageBooks : Books {
    CodeUsage usage{pool, vault};
    tests::CodeUsageContract contract() { return {usage, visits, settlements}; }
};

/// Of a statement that the daemon's role may run, with tables too small for the planner to want an index.
std::string plan_of(const Books& books, const std::string& sql) {
    return books.database.ask_as_owner(
        "SET enable_seqscan = off; SET enable_bitmapscan = off; "
        "EXPLAIN (FORMAT JSON) " +
        sql);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(code_usage)

#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        UsageBooks books;              \
        tests::name(books.contract()); \
    }
CODE_USAGE_CONTRACT(CASE)
#undef CASE

BOOST_AUTO_TEST_CASE(pages_are_found_by_an_index_and_not_by_reading_the_whole_books) {
    UsageBooks books;
    const std::string booked =
        plan_of(books,
                "SELECT settlement_no FROM settlement WHERE kind = 'settle' AND state = 'booked' "
                "AND opened_at >= now() AND opened_at < now() ORDER BY opened_at, settlement_no LIMIT 10");
    BOOST_TEST(booked.find("settlement_booked_opened") != std::string::npos, booked);
    const std::string unsettled =
        plan_of(books, "SELECT visit_no FROM fee_line WHERE settled_by IS NULL AND NOT removed AND visit_no > 5");
    BOOST_TEST(unsettled.find("fee_line_unsettled") != std::string::npos, unsettled);
    const std::string open =
        plan_of(books, "SELECT visit_no FROM visit WHERE state = 'open' AND visit_no > 5 ORDER BY visit_no LIMIT 10");
    BOOST_TEST(open.find("visit_open") != std::string::npos, open);
}

BOOST_AUTO_TEST_CASE(names_of_diagnoses_kept_with_a_settlement_cannot_be_read_in_the_tables) {
    UsageBooks books;
    SettlementRecord record = test::visitor_record("secret");
    record.translations = {
        {"diagnosis", "local", "national", {"I10.x00", "原发性高血压", "I10", "高血压病", "v", "r"}}};
    const SettlementRecord opened = books.opened(record);
    auto change = test::booking_of(opened);
    change.translations = {{"diagnosis", "national", "delta", {"E11", "二型糖尿病", "E11", "糖尿病", "v", "r"}}};
    books.applied(change);
    BOOST_TEST(books.database.ask_as_owner("SELECT translations_sealed IS NOT NULL FROM settlement") == "t");
    const std::string dump = books.database.dump();
    for (const char* secret : {"原发性高血压", "高血压病", "糖尿病", "I10.x00"})
        BOOST_TEST(dump.find(bytea_text(secret).substr(2)) == std::string::npos, secret);
    for (const char* secret : {"原发性高血压", "高血压病", "糖尿病"})
        BOOST_TEST(dump.find(secret) == std::string::npos, secret);
    // Most settlements translate nothing but their lines: no bytes for them.
    books.opened(test::visitor_record("plain"));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM settlement WHERE translations_sealed IS NULL") == "1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
