#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/migrate.hpp"
#include "gateway/infra/postgres/status_view.hpp"
#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;
using test::noon;

BOOST_AUTO_TEST_SUITE(audit_and_status)

BOOST_AUTO_TEST_CASE(the_tail_of_the_audit_log_is_in_order) {
    Books books;
    AuditLog log(books.pool);
    for (const char* event : {"one", "two", "three"})
        books.value(log.record({noon, event, "actor", "subject", "detail"}));
    const auto tail = books.value(log.tail(2));
    BOOST_REQUIRE(tail.size() == 2U);
    BOOST_TEST(tail.front().event == "two");
    BOOST_TEST(tail.back().event == "three");
    BOOST_TEST(tail.back().actor == "actor");
    BOOST_TEST((tail.back().at == noon));
}

BOOST_AUTO_TEST_CASE(the_backlog_counts_what_is_not_done) {
    Books books;
    StatusView status(books.pool);
    const auto nothing = books.value(status.backlog());
    BOOST_TEST(nothing.in_doubt == 0);
    BOOST_TEST(!nothing.oldest_unresolved);
    BOOST_TEST(nothing.schema_version == migrations().back().version);

    books.opened(test::visitor_record("a"));
    auto old = test::visitor_record("b");
    old.opened_at = noon - std::chrono::hours(2);
    const auto doubtful = books.opened(old);
    auto change = test::move_of(doubtful, SettlementState::in_doubt);
    change.alarm = "since two hours";
    books.applied(change);
    const auto backlog = books.value(status.backlog());
    BOOST_TEST(backlog.awaiting_answer == 1);
    BOOST_TEST(backlog.in_doubt == 1);
    BOOST_TEST(backlog.reversing == 0);
    BOOST_TEST(backlog.alarms == 1);
    BOOST_TEST((backlog.oldest_unresolved == old.opened_at));
    const auto alarms = books.value(status.alarms(10));
    BOOST_REQUIRE(alarms.size() == 1U);
    BOOST_TEST(alarms.front().settlement_id == doubtful.id.text);
    BOOST_TEST(alarms.front().text == "since two hours");
}

BOOST_AUTO_TEST_CASE(an_alarm_is_acknowledged_once_in_one_commit_with_its_record) {
    Books books;
    StatusView status(books.pool);
    AuditLog log(books.pool);
    const auto doubtful = books.opened(test::visitor_record("a"));
    auto change = test::move_of(doubtful, SettlementState::in_doubt);
    change.alarm = "look here";
    books.applied(change);
    const long long no = books.value(status.alarms(10)).front().no;

    const auto first = books.value(status.acknowledge(no, "operator", noon));
    BOOST_TEST(first.actor == "operator");
    BOOST_TEST(books.value(status.alarms(10)).empty());
    BOOST_TEST(books.value(status.backlog()).alarms == 0);
    const auto again = books.value(status.acknowledge(no, "another", noon + std::chrono::hours(1)));
    BOOST_TEST(again.actor == "operator");
    BOOST_TEST((again.at == noon));

    const auto tail = books.value(log.tail(10));
    BOOST_REQUIRE(tail.size() == 1U);
    BOOST_TEST(tail.front().event == "alarm_acknowledged");
    BOOST_TEST(tail.front().actor == "operator");
    BOOST_TEST(tail.front().subject == std::to_string(no));
    BOOST_TEST(tail.front().detail == doubtful.id.text);
    const auto unknown = books.result(status.acknowledge(no + 1, "operator", noon));
    BOOST_TEST((!unknown && unknown.error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(the_backlog_tells_how_old_the_doubts_are_and_what_waits_for_a_hand) {
    Books books;
    StatusView status(books.pool);
    const auto before = books.value(status.backlog());
    BOOST_TEST(before.doubts_past_alarm == 0);
    BOOST_TEST(before.parked == 0);
    BOOST_TEST(!before.oldest_doubt);

    const auto record = books.opened(test::visitor_record("a"));
    auto change = test::move_of(record, SettlementState::in_doubt);
    change.at = noon;
    books.applied(change);
    ports::DoubtQuery query;
    query.owner = "one";
    query.other_side = record.other_side;
    query.now = noon + std::chrono::minutes(1);
    query.taken_until = query.now + std::chrono::minutes(1);
    query.awaiting_before = noon;
    const auto taken = books.value(books.doubts.take_due(query));
    BOOST_REQUIRE(taken.size() == 1U);
    ports::Question question{
        .no = record.no, .owner = "one", .answer = "in_doubt", .alarm = "too long", .at = query.now};
    question.next_question_at = query.now;
    books.value(books.doubts.asked(question));
    const auto after = books.value(status.backlog());
    BOOST_TEST(after.doubts_past_alarm == 1);
    BOOST_TEST((after.oldest_doubt == noon));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
