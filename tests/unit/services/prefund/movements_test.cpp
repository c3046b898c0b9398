#include "gateway/services/prefund/movements.hpp"

#include "tests/unit/services/prefund/desk.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

PrefundMovement received(const PrefundKey& key, const char* day) {
    PrefundMovement movement;
    movement.key = key;
    movement.platform = PlatformName("delta");
    movement.year = 2018;
    movement.amount = *Money::parse("100.00");
    movement.bank = "工商银行";
    movement.serial = "S1";
    movement.paid_on = *Date::parse(day);
    movement.made_by = "li";
    return movement;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prefund_movements)

BOOST_AUTO_TEST_CASE(a_prefund_that_begins_is_judged_by_todays_marks_at_once) {
    PrefundDesk desk;
    prefund::Movements movements{desk.surroundings};
    const auto entered = desk.value(movements.enter(received(desk.shanghai, "2018-10-16")));
    BOOST_TEST(desk.books.prefunds.empty());
    // Booked before the money came: it counts from the beginning.
    desk.booked("2018-10-15", "75.00");
    desk.books.prefunds.clear();
    BOOST_TEST(desk.value(movements.release(entered.no, "wang")).voucher == "PF-310000-visitor-2018-1");
    const auto position = desk.value(desk.book.positions()).front();
    BOOST_TEST(position.use.exposure.to_yuan() == "75.00");
    BOOST_TEST((position.level == PrefundLevel::yellow));
    BOOST_TEST(desk.books.alarms.size() == 1U);
}

BOOST_AUTO_TEST_CASE(money_that_has_not_come_yet_is_not_entered) {
    PrefundDesk desk;
    prefund::Movements movements{desk.surroundings};
    const auto entered = desk.ask.result(movements.enter(received(desk.shanghai, "2018-10-17")));
    BOOST_TEST((error_of(entered) == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_CASE(money_over_a_platform_that_does_not_serve_the_counterparty_is_not_entered) {
    PrefundDesk desk;
    prefund::Movements movements{desk.surroundings};
    PrefundMovement mistyped = received(desk.shanghai, "2018-10-16");
    mistyped.platform = PlatformName("detla");
    BOOST_TEST((error_of(desk.ask.result(movements.enter(std::move(mistyped)))) == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
