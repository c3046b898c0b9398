#include "gateway/infra/postgres/migrate.hpp"
#include "tests/integration/postgres/books.hpp"

#include <array>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {

using test::Books;
using test::TestDatabase;

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(an_empty_database_is_migrated_and_a_second_time_nothing_is_left_to_do) {
    const TestDatabase database(TestDatabase::Content::empty);
    const auto first = migrate(database.owner_url());
    BOOST_REQUIRE_MESSAGE(first, (first ? "" : first.error().detail));
    BOOST_TEST(first->before == 0);
    BOOST_TEST(first->applied.size() == migrations().size());
    const auto second = migrate(database.owner_url());
    BOOST_REQUIRE(second);
    BOOST_TEST(second->applied.empty());
    BOOST_TEST(second->after == first->after);
    BOOST_TEST(check_version(database.daemon_url()).has_value());
}

BOOST_AUTO_TEST_CASE(a_migration_that_was_changed_after_it_was_applied_is_refused) {
    const TestDatabase database;
    std::vector<Migration> changed = migrations();
    changed.front().text += "\n-- a harmless word";
    const auto result = migrate(database.owner_url(), changed);
    BOOST_REQUIRE(!result);
    BOOST_TEST((result.error().code == ErrorCode::conflict));
    BOOST_TEST(result.error().detail.find("V001") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_leaves_nothing_of_itself) {
    const TestDatabase database;
    std::vector<Migration> more = migrations();
    const int next = more.back().version + 1;
    more.push_back({next, "V999__broken", "CREATE TABLE half (x int); SELECT 1 / 0;"});
    BOOST_TEST(!migrate(database.owner_url(), more));
    BOOST_TEST(database.ask_as_owner("SELECT to_regclass('half') IS NULL") == "t");
    BOOST_TEST(schema_version(database.owner_url()).value() == next - 1);
}

BOOST_AUTO_TEST_CASE(a_database_of_another_version_is_refused) {
    const TestDatabase empty(TestDatabase::Content::empty);
    BOOST_TEST((check_version(empty.daemon_url()).error().code == ErrorCode::conflict));
    const TestDatabase newer;
    newer.ask_as_owner("INSERT INTO schema_version VALUES (1000, 'V1000__later', 'x')");
    BOOST_TEST((check_version(newer.daemon_url()).error().code == ErrorCode::conflict));
    BOOST_TEST((migrate(newer.owner_url()).error().code == ErrorCode::conflict));
    BOOST_TEST(
        (check_version("postgresql://nobody@/none?host=/nonexistent").error().code == ErrorCode::store_unavailable));
}

BOOST_AUTO_TEST_CASE(a_notice_made_before_takes_what_was_agreed_then_and_days_that_were_missing_are_begun) {
    const TestDatabase database(TestDatabase::Content::empty);
    std::vector<Migration> until_then = migrations();
    std::erase_if(until_then, [](const Migration& step) { return step.version >= 41; });
    BOOST_REQUIRE(migrate(database.owner_url(), until_then));
    database.ask_as_owner(R"sql(
        INSERT INTO clearing_day (platform, counterparty, direction, day, state, changed_at)
        SELECT 'national', '520000', 'visitor', d.day::date, d.state, d.changed_at::timestamptz
        FROM (VALUES ('2018-06-30', 'agreed', '2018-09-01'), ('2018-07-02', 'agreed', '2018-07-03'),
                     ('2018-07-03', 'agreed', '2018-08-20'), ('2018-07-04', 'open', '2018-07-04'),
                     ('2099-01-01', 'open', '2018-07-04')) AS d(day, state, changed_at))sql");
    // Drafted on the 10th, and taken over later.
    database.ask_as_owner(R"sql(
        INSERT INTO notice (id, platform, counterparty, direction, first_day, last_day, lines, state, made_by, made_at,
                            hand_over_due_missing, payment_due_missing, revision)
        VALUES ('N', 'national', '520000', 'visitor', '2018-07-02', '2018-07-31', 1, 'made', 'wang', '2018-08-30', '', '',
                1))sql");
    database.ask_as_owner(
        "INSERT INTO audit_event (at, event, actor, subject, detail) "
        "VALUES ('2018-08-10', 'notice_made', 'schedule', 'N', '')");
    BOOST_REQUIRE(migrate(database.owner_url()));
    BOOST_TEST(database.ask_as_owner("SELECT string_agg(concat_ws(' ', day, state, notice), '; ' ORDER BY day) "
                                     "FROM clearing_day") ==
               "2018-06-30 agreed; 2018-07-01 open; 2018-07-02 agreed N; 2018-07-03 agreed; 2018-07-04 open; "
               "2099-01-01 open");
}

constexpr std::array append_only{"message_identity",
                                 "message",
                                 "message_answer",
                                 "settlement_payment",
                                 "settlement_history",
                                 "transfer",
                                 "clearing_line",
                                 "day_left_out",
                                 "statement",
                                 "statement_revision",
                                 "statement_release",
                                 "alarm",
                                 "quote",
                                 "audit_event",
                                 "mapping_text",
                                 "mapping_version",
                                 "mapping_version_file",
                                 "alarm_acknowledgement",
                                 "institution",
                                 "voucher",
                                 "adjustment",
                                 "adjustment_amount",
                                 "notice_cell",
                                 "notice_allocation",
                                 "audit_finding_amount",
                                 "institution_confirmation",
                                 "institution_confirmation_line",
                                 "institution_rollback",
                                 "institution_comparison",
                                 "institution_difference"};
constexpr std::string_view insufficient_privilege = "42501", restrict_violation = "23001",
                           foreign_key_violation = "23503";

BOOST_AUTO_TEST_CASE(the_daemon_cannot_update_delete_or_truncate_what_is_append_only) {
    const TestDatabase database;
    for (const char* table : append_only) {
        const std::string column = database.ask_as_owner(
            fmt::format("SELECT attname FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 "
                        "AND attgenerated = '' AND attidentity = '' ORDER BY attnum DESC LIMIT 1",
                        table));
        BOOST_TEST_CONTEXT(table) {
            BOOST_TEST(database.refusal_of(fmt::format("UPDATE {0} SET {1} = {1}", table, column)) ==
                       insufficient_privilege);
            BOOST_TEST(database.refusal_of(fmt::format("DELETE FROM {}", table)) == insufficient_privilege);
            BOOST_TEST(database.refusal_of(fmt::format("TRUNCATE {} CASCADE", table)) == insufficient_privilege);
            BOOST_TEST(database.refusal_of(fmt::format("SELECT * FROM {}", table)) == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(triggers_stop_even_a_role_that_was_granted_too_much) {
    const TestDatabase database;
    database.ask_as_owner("GRANT UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO gateway_daemon");
    for (const char* table : append_only) {
        const std::string column = database.ask_as_owner(
            fmt::format("SELECT attname FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 "
                        "AND attgenerated = '' AND attidentity = '' ORDER BY attnum DESC LIMIT 1",
                        table));
        BOOST_TEST_CONTEXT(table) {
            BOOST_TEST(database.refusal_of(fmt::format("UPDATE {0} SET {1} = {1}", table, column)) ==
                       restrict_violation);
            BOOST_TEST(database.refusal_of(fmt::format("DELETE FROM {}", table)) == restrict_violation);
            BOOST_TEST(database.refusal_of(fmt::format("TRUNCATE {} CASCADE", table)) == restrict_violation);
        }
    }
    for (const char* table : {"settlement", "visit", "fee_line", "clearing_day", "outbox", "mapping_activation",
                              "mapping_gap", "notice", "bank_payment", "audit_finding", "reversal_order"})
        BOOST_TEST(database.refusal_of(fmt::format("DELETE FROM {}", table)) == restrict_violation);
}

BOOST_AUTO_TEST_CASE(of_a_settlement_only_state_and_answer_can_change) {
    const TestDatabase database;
    for (const char* column : {"id", "message_id", "bill_number", "key_id", "kind", "direction", "claimed_total",
                               "counterparty", "opened_at", "cancels"})
        BOOST_TEST(database.refusal_of(fmt::format("UPDATE settlement SET {0} = {0}", column)) ==
                   insufficient_privilege);
    for (const char* column : {"state", "total", "assigned_day", "answer_sealed", "translations_sealed"})
        BOOST_TEST(database.refusal_of(fmt::format("UPDATE settlement SET {0} = {0}", column)) == "");
    BOOST_TEST(database.refusal_of("UPDATE visit SET id = id") == insufficient_privilege);
    BOOST_TEST(database.refusal_of("UPDATE fee_line SET amount = amount") == insufficient_privilege);
    BOOST_TEST(database.refusal_of("CREATE TABLE mine (x int)") == insufficient_privilege);
    BOOST_TEST(database.refusal_of("UPDATE schema_version SET version = 1") == insufficient_privilege);
}

BOOST_AUTO_TEST_CASE(what_points_to_nothing_is_refused_as_a_foreign_key_would) {
    Books books;
    const auto record = books.opened(test::visitor_record("there"));
    const TestDatabase& database = books.database;
    const auto transfer_of = [](const std::string& settlement) {
        return fmt::format(
            "({}, 'x', 'R1', 'H', 'hifp', 1, 'delta', '310000', '310', 'outpatient', 'visitor', "
            "'2018-10-16', now())",
            settlement);
    };
    const std::string there = std::to_string(record.no.value), nowhere = "4711000";
    const std::string transfers =
        "INSERT INTO transfer (settlement_no, event, debit, credit, component, amount, platform, counterparty, "
        "insurance_type, care, direction, clearing_day, posted_at) VALUES ";
    BOOST_TEST(database.refusal_of(transfers + transfer_of(there)) == "");
    // One among many is enough.
    BOOST_TEST(database.refusal_of(transfers + transfer_of(there) + ", " + transfer_of(nowhere)) ==
               foreign_key_violation);
    BOOST_TEST(database.refusal_of("INSERT INTO settlement_history (settlement_no, institution_no, to_state, event, "
                                   "change_token, at) VALUES (" +
                                   nowhere + ", 1, 'booked', 'x', '', now())") == foreign_key_violation);
    BOOST_TEST(database.refusal_of("INSERT INTO settlement_payment VALUES (" + nowhere +
                                   ", 1, 1, 0, 'x', 'x', 1, 1, '', '')") == foreign_key_violation);
    BOOST_TEST(database.refusal_of("INSERT INTO message_answer (message_no, first_message_no, outcome, code, is_final, "
                                   "body, at) VALUES (4711000, 1, 'final', '0', true, '', now())") ==
               foreign_key_violation);
    const Visit visit = books.value(books.visits.open(test::example_visit("visit-there")));
    books.value(books.visits.add_lines(visit.no, {test::example_line("L1", 10000)}));
    BOOST_TEST(database.refusal_of("UPDATE fee_line SET settled_by = " + nowhere) == foreign_key_violation);
    for (const char* column : {"institution_no", "message_institution_no", "bill_institution_no", "visit_no"}) {
        BOOST_TEST(database.refusal_of(fmt::format(
                       "INSERT INTO settlement SELECT (r).* FROM (SELECT jsonb_populate_record(s, jsonb_build_object("
                       "'settlement_no', 999, 'id', 'x', 'message_id', 'x', 'bill_number', 'x', 'key_id', 'x', '{}', "
                       "{})) AS r FROM settlement s LIMIT 1) one",
                       column, nowhere)) == foreign_key_violation);
    }
}

BOOST_AUTO_TEST_CASE(a_broken_law_is_refused_by_the_table_itself) {
    Books books;
    struct Breach {
        const char* constraint;
        Money PaymentSplit::* amount;
    };
    // Ms Zhang's missing 2.00, and one amount for each other law.
    for (const Breach& breach :
         {Breach{"settlement_law_a", &PaymentSplit::total}, Breach{"settlement_law_b", &PaymentSplit::cash},
          Breach{"settlement_law_a", &PaymentSplit::hospital}, Breach{"settlement_law_b", &PaymentSplit::account}}) {
        const auto intent = books.opened(test::visitor_record(fmt::format("law{}", rand())));
        auto change = test::booking_of(intent);
        change.answer->split.*breach.amount += Money::from_fen(200);
        const auto result = books.result(books.settlements.apply(change));
        BOOST_REQUIRE(!result);
        BOOST_TEST((result.error().code == ErrorCode::internal_error));
        BOOST_TEST(result.error().detail.find(breach.constraint) != std::string::npos);
        BOOST_TEST((books.value(books.settlements.find(intent.no))->state == SettlementState::awaiting_answer));
    }
    const auto intent = books.opened(test::visitor_record("lawd"));
    auto change = test::booking_of(intent);
    change.answer->split.funds[Fund::oth] += Money::from_fen(1);
    BOOST_TEST(books.result(books.settlements.apply(change)).error().detail.find("settlement_law_d") !=
               std::string::npos);
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM transfer") == "0");
}

BOOST_AUTO_TEST_CASE(no_person_can_be_read_in_the_tables) {
    Books books;
    const Visit visit = books.value(books.visits.open(test::example_visit("visit-secret")));
    books.value(books.visits.add_lines(visit.no, {test::example_line("L1", 10000)}));
    auto record = test::visitor_record("secret");
    record.visit = visit.id;
    record.visit_no = visit.no;
    record.bill.visit = visit.id;
    books.booked(record);
    ports::InboundMessage message;
    message.key = {PeerName("p"), InstitutionCode("i"), MessageId("m")};
    message.body = R"({"psn_name":"张桂芳","certno":"310104195512034321"})";
    const auto admission = books.value(books.messages.admit(message));
    books.value(books.messages.answered(admission.no, {message.body, "0", true, test::noon}));
    books.value(books.visits.keep_quote(record.bill, test::example_answer("q"), test::noon));

    const std::string dump = books.database.dump();
    BOOST_TEST(dump.size() > 1000U);
    BOOST_TEST(dump.find("visit-secret") != std::string::npos);
    for (const char* secret : {"张桂芳", "310104195512034321", "31000019551203001X", "1955-12-03", "高血压", "王医生",
                               "BA-77", "MZ-2018-0042", "备注", "psn_name"}) {
        const std::string as_bytea = bytea_text(secret).substr(2);
        BOOST_TEST(dump.find(secret) == std::string::npos, secret);
        BOOST_TEST(dump.find(as_bytea) == std::string::npos, secret);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
