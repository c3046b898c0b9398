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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
