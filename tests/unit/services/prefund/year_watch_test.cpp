// A prefund that is not brought to the year's size in time is told (DOMAIN §2: noticed by the end of January, paid by
// the end of February).
#include "gateway/services/prefund/year_watch.hpp"

#include "tests/support/memory_alarms.hpp"
#include "tests/unit/services/prefund/desk.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct YearDesk : PrefundDesk {
    MemoryAlarmRows rows;
    MemoryAlarms alarms{rows, books};
    prefund::YearWatch watch{surroundings, alarms};

    /// 3,000.00 in the fourth quarter of 2018: twice the monthly average is 2,000.00.
    YearDesk() {
        booked("2018-11-05", "3000.00");
        holds("1500.00");
    }
    std::vector<std::string> alarms_on(const char* day) {
        clock.set(std::string(day) + " 08:45:00");
        value(watch.look());
        std::vector<std::string> texts;
        for (const auto& [no, row] : rows.alarms)
            texts.push_back(row.alarm.kind + " " + row.alarm.subject + ": " + row.alarm.text);
        return texts;
    }
    void move(PrefundMovementKind kind, const char* yuan, bool released = true) {
        PrefundMovement movement;
        movement.key = shanghai;
        movement.platform = PlatformName("delta");
        movement.year = 2019;
        movement.kind = kind;
        movement.amount = *Money::parse(yuan);
        movement.bank = "工商银行";
        movement.serial = "PF" + std::to_string(++serial_);
        movement.paid_on = local_date(clock.now());
        movement.made_by = "maker";
        movement.made_at = clock.now();
        const auto entered = value(book.enter(movement));
        if (released) value(book.release(entered.no, "checker", clock.now()));
    }

private:
    int serial_ = 0;
};

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(prefund_year)

BOOST_AUTO_TEST_CASE(a_year_that_is_not_noticed_and_then_not_paid_is_told_once_each) {
    YearDesk desk;
    const std::string noticed =
        "prefund_notice_late 310000-visitor-2019: 2000.00 is the size of 2019, 1500.00 is held: the notice was due by "
        "2019-01-31";
    const std::string paid =
        "prefund_not_paid 310000-visitor-2019: 2000.00 is the size of 2019, 1500.00 is held: to be paid by 2019-02-28";
    BOOST_TEST(desk.alarms_on("2019-01-31") == Lines{}, boost::test_tools::per_element());
    BOOST_TEST(desk.alarms_on("2019-02-01") == Lines{noticed}, boost::test_tools::per_element());
    BOOST_TEST(desk.alarms_on("2019-02-28") == Lines{noticed}, boost::test_tools::per_element());
    BOOST_TEST((desk.alarms_on("2019-03-01") == Lines{noticed, paid}));
    BOOST_TEST((desk.alarms_on("2019-03-02") == Lines{noticed, paid}));
}

BOOST_AUTO_TEST_CASE(money_of_the_year_that_is_released_ends_it_and_an_urgent_raise_does_not) {
    YearDesk desk;
    desk.clock.set("2019-01-20 09:00:00");
    desk.move(PrefundMovementKind::urgent, "100.00");
    desk.move(PrefundMovementKind::annual, "500.00", false);
    BOOST_TEST(desk.alarms_on("2019-02-01").size() == 1U);
    desk.clock.set("2019-02-10 09:00:00");
    desk.move(PrefundMovementKind::annual, "450.00");
    BOOST_TEST(desk.alarms_on("2019-03-01").size() == 1U);  // what was agreed on, whatever the sum
}

BOOST_AUTO_TEST_CASE(nothing_is_owed_of_a_prefund_of_the_right_size_or_without_a_rule) {
    YearDesk right;
    right.holds("2000.00");
    BOOST_TEST(right.alarms_on("2019-03-01").empty());
    YearDesk none;
    none.books.prefunds.clear();
    BOOST_TEST(none.alarms_on("2019-03-01").empty());
    YearDesk before_the_rule;
    before_the_rule.clock.set("2016-03-01 08:45:00");
    BOOST_TEST(before_the_rule.value(before_the_rule.watch.look()) == "nothing is due for 2016");
}

BOOST_AUTO_TEST_CASE(books_that_cannot_be_read_are_an_error) {
    YearDesk desk;
    desk.clock.set("2019-03-01 08:45:00");
    desk.books.unavailable = true;
    BOOST_TEST((error_of(desk.ask.result(desk.watch.look())) == ErrorCode::store_unavailable));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
