// What hospitals said of a day, and the month's tables, as the API tells them.
#include "fake_world.hpp"
#include "tests/support/event_loop.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::test {
namespace {

SettlementRecord settled(const std::string& id, ClearingDay day) {
    SettlementRecord record = booked(id);
    record.platform = PlatformName("national");
    record.counterparty = DivisionCode("520000");
    record.direction = Direction::visitor;
    record.assigned_day = day;
    record.cleared_day = std::nullopt;
    record.institution = InstitutionCode("H33020300001");
    return record;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(api_reconciliation)

BOOST_AUTO_TEST_CASE(hospitals_confirmations_and_what_they_left_open_are_told_by_day) {
    FakeWorld world;
    const ClearingDay day = ClearingDay::parse("2018-10-16").value();
    SettlementRecord record = settled("a", day), other = settled("b", day);
    record.no = SettlementNo(1);
    other.no = SettlementNo(2);
    world.books.records[record.no] = record;
    world.books.records[other.no] = other;
    test::EventLoop loop;
    loop.run(world.institutions.confirm({record.institution,
                                         Date::parse("2018-10-01").value(),
                                         MessageId("M1"),
                                         {{record.no, true}},
                                         world.clock.now()}))
        .value();
    const Answer answer = world.get("/days/national/520000/visitor/2018-10-16/institutions");
    BOOST_TEST(answer.response.status == 200u);
    BOOST_TEST(answer.text("confirmations.0.message") == "M1");
    BOOST_TEST(answer.text("confirmations.0.confirmed") == "1");
    BOOST_TEST(answer.text("confirmations.0.rolled_back_at") == "null");
    BOOST_TEST(answer.size("unconfirmed") == 1u);
    BOOST_TEST(answer.text("unconfirmed.0.reason") == "not_confirmed");
    const Answer of_another =
        world.get("/days/national/520000/visitor/2018-10-16/institutions", {{"institution", "X"}});
    BOOST_TEST(of_another.size("unconfirmed") == 0u);
    BOOST_TEST(world.get("/days/national/520000/visitor/2018-13-16/institutions").response.status == 400u);
}

BOOST_AUTO_TEST_CASE(a_month_is_told_with_its_tables_and_steps_and_what_does_not_fit_its_days) {
    FakeWorld world;
    SettlementRecord record = settled("a", ClearingDay::parse("2018-10-16").value());
    record.no = SettlementNo(1);
    record.cleared_day = record.assigned_day;
    world.books.records[record.no] = record;
    const Answer month = world.get("/months/national/2018-10");
    BOOST_TEST(month.response.status == 200u);
    BOOST_TEST(month.text("tables.0.counterparty") == "520000");
    BOOST_TEST(month.text("tables.0.rows.0.allocated") == "1");
    BOOST_TEST(month.text("tables.0.rows.0.total") == record.answer.split.total.to_yuan());
    // Its day has no statement: the program says so, figure by figure.
    BOOST_TEST(month.text("tables.0.proven") == "false");
    BOOST_TEST(month.text("tables.0.differences.0.figure") == "settlements");
    BOOST_TEST(month.text("steps.0.step") == "reconciled");
    BOOST_TEST(month.text("steps.0.due") == "2018-11-03");
    BOOST_TEST(month.text("steps.3.done") == "null");
    BOOST_TEST(world.get("/months/national/2018-1").response.status == 400u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::test
