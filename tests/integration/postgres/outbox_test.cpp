#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;
using test::noon;

namespace {

const Instant later = noon + std::chrono::hours(1);

/// What is due for the peer of the example records, taken for a moment only.
std::optional<ports::FeeBatch> due(Books& books, Instant at) {
    return books.value(books.outbox.take_due({"gateway-1", test::visitor_record("x").other_side, at, at}));
}

/// A booked bill of one line.
SettlementRecord settled_bill(Books& books, const Visit& visit, const std::string& bill) {
    FeeLine line = test::example_line("line-" + bill, 10000);
    line.bill = BillNumber(bill);
    books.value(books.visits.add_lines(visit.no, {line}));
    auto record = test::visitor_record("bill-" + bill);
    record.visit = visit.id;
    record.visit_no = visit.no;
    record.bill = {record.institution, visit.id, line.bill};
    return books.booked(record);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outbox)

BOOST_AUTO_TEST_CASE(the_lines_of_a_booked_bill_wait_until_they_were_told) {
    Books books;
    BOOST_TEST(!due(books, later));
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    const auto booked = settled_bill(books, visit, "1");
    BOOST_TEST(!due(books, noon - std::chrono::seconds(1)));
    const auto batch = due(books, noon).value();
    BOOST_TEST((batch.record.no == booked.no));
    BOOST_REQUIRE(batch.lines.size() == 1U);
    BOOST_TEST(batch.lines.front().id.text == "line-1");
    BOOST_TEST(batch.attempts == 0);
    BOOST_TEST((batch.queued_at == noon));
    books.value(books.outbox.failed(batch.no, "GW2001", later, noon));
    BOOST_TEST(!due(books, noon));
    BOOST_TEST(due(books, later)->attempts == 1);
    books.value(books.outbox.done(batch.no, later));
    BOOST_TEST(!due(books, later));
}

BOOST_AUTO_TEST_CASE(batches_of_one_stay_go_in_order_and_do_not_hold_up_other_stays) {
    Books books;
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    const Visit other = books.value(books.visits.open(test::example_visit("w")));
    const auto first = settled_bill(books, visit, "1");
    const auto second = settled_bill(books, visit, "2");
    const auto elsewhere = settled_bill(books, other, "3");
    const auto batch = due(books, noon).value();
    BOOST_TEST((batch.record.no == first.no));
    books.value(books.outbox.failed(batch.no, "GW2001", later, noon));
    BOOST_TEST((due(books, noon)->record.no == elsewhere.no));
    books.value(books.outbox.done(due(books, noon)->no, noon));
    BOOST_TEST(!due(books, noon));
    books.value(books.outbox.done(due(books, later)->no, later));
    BOOST_TEST((due(books, later)->record.no == second.no));
}

BOOST_AUTO_TEST_CASE(a_reversed_bill_is_not_told) {
    Books books;
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    const auto booked = settled_bill(books, visit, "1");
    const auto reversing = books.applied(test::move_of(booked, SettlementState::reversing));
    auto reversed = test::move_of(reversing, SettlementState::reversed);
    reversed.free_lines = true;
    books.applied(reversed);
    BOOST_TEST(!due(books, later));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
