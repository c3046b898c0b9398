#include "gateway/services/prefund/watch.hpp"

#include "tests/unit/services/prefund/desk.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct WatchedDesk : PrefundDesk {
    prefund::Watch watch{surroundings};

    WatchedDesk() { holds("1000.00"); }
    std::size_t alarms_after(const char* exposure) {
        books.prefunds[shanghai].use.exposure = *Money::parse(exposure);
        value(watch.look());
        return books.alarms.size();
    }
    bool last_alarm_says(const std::string& what) const { return books.alarms.back().find(what) != std::string::npos; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(prefund_watch)

BOOST_AUTO_TEST_CASE(an_alarm_rises_once_and_not_again_until_it_has_fallen_below_the_lower_mark) {
    WatchedDesk desk;
    BOOST_TEST(desk.alarms_after("699.99") == 0U);
    BOOST_TEST(desk.alarms_after("700.00") == 1U);
    BOOST_TEST(desk.last_alarm_says("is yellow"));
    BOOST_TEST(desk.books.open_warnings.contains({"prefund_yellow", "310000-visitor-2018"}));
    // Acknowledged at once: what follows is the level's own doing, not the list's.
    desk.books.open_warnings.clear();
    for (const char* exposure : {"650.00", "700.00", "600.00", "899.99"})
        BOOST_TEST(desk.alarms_after(exposure) == 1U, exposure);
    BOOST_TEST(desk.alarms_after("900.00") == 2U);
    BOOST_TEST(desk.last_alarm_says("is red"));
    BOOST_TEST(desk.alarms_after("1000.00") == 3U);
    BOOST_TEST(desk.last_alarm_says("is exhausted"));
    desk.books.open_warnings.clear();
    BOOST_TEST(desk.alarms_after("599.99") == 3U);
    BOOST_TEST(desk.alarms_after("700.00") == 4U);
    BOOST_TEST(desk.last_alarm_says("is yellow"));
}

BOOST_AUTO_TEST_CASE(new_marks_hold_from_the_next_look_on) {
    WatchedDesk desk;
    BOOST_TEST(desk.alarms_after("500.00") == 0U);
    desk.rules_are({"level_yellow\t31\t*\t2018-01-01\t-\t50/40\ttest\tpending"});
    BOOST_TEST(desk.alarms_after("500.00") == 1U);
}

BOOST_AUTO_TEST_CASE(a_look_that_is_repeated_changes_nothing) {
    WatchedDesk desk;
    desk.books.prefunds[desk.shanghai].use.exposure = *Money::parse("950.00");
    BOOST_TEST(desk.value(desk.watch.look()) == "1 prefunds, 0 run out soon");
    desk.books.open_warnings.clear();
    desk.books.unavailable = true;
    BOOST_TEST((error_of(desk.ask.result(desk.watch.look())) == ErrorCode::store_unavailable));
    desk.books.unavailable = false;
    desk.value(desk.watch.look());
    BOOST_TEST(desk.books.alarms.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_forecast_within_its_days_is_an_alarm_once) {
    WatchedDesk desk;
    desk.booked("2018-10-01", "300.00");  // 10.00 a day
    BOOST_TEST(desk.alarms_after("200.00") == 0U);
    desk.holds("350.00");  // 15 days' worth above an exposure of 200.00: 57 %
    BOOST_TEST(desk.alarms_after("200.00") == 1U);
    BOOST_TEST(desk.last_alarm_says("it runs out on 2018-10-31"));
    desk.books.open_warnings.clear();
    BOOST_TEST(desk.alarms_after("205.00") == 1U);
    desk.holds("1000.00");
    BOOST_TEST(desk.alarms_after("205.00") == 1U);
    desk.holds("350.00");
    BOOST_TEST(desk.alarms_after("205.00") == 2U);
}

BOOST_AUTO_TEST_CASE(the_next_day_has_its_own_days_before_it) {
    WatchedDesk desk;
    desk.booked("2018-10-16", "3000.00");
    BOOST_TEST(desk.alarms_after("0") == 0U);
    desk.clock.set("2018-10-17 00:15:00");
    BOOST_TEST(desk.alarms_after("0") == 1U);
}

BOOST_AUTO_TEST_CASE(where_a_calendar_is_missing_nothing_is_forecast_and_levels_are_judged) {
    WatchedDesk desk;
    desk.rules_are({"forecast_days\t31\t*\t2018-01-01\t-\t3 working\ttest\tpending"});
    desk.no_year_is_loaded();
    desk.booked("2018-10-15", "3000.00");
    BOOST_TEST(desk.alarms_after("800.00") == 1U);
    BOOST_TEST(desk.last_alarm_says("is yellow"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
