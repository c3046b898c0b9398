#include "gateway/services/prefund/watch.hpp"

#include "tests/unit/services/prefund/desk.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

/// Keeps what was raised; one of the same kind and subject stands for the next until it is acknowledged.
struct FakeAlarms final : ports::Alarms {
    ports::awaitable<Result<bool>> raise(ports::RaisedAlarm alarm) override {
        if (down) co_return fail(ErrorCode::store_unavailable);
        for (const ports::RaisedAlarm& other : open)
            if (other.kind == alarm.kind && other.subject == alarm.subject) co_return false;
        open.push_back(alarm);
        kinds.push_back(alarm.kind);
        co_return true;
    }
    std::vector<ports::RaisedAlarm> open;
    std::vector<std::string> kinds;
    bool down = false;
};

struct WatchedDesk : PrefundDesk {
    FakeAlarms alarms;
    prefund::Watch watch{surroundings, alarms, DivisionCode("330200")};

    WatchedDesk() { holds("1000.00"); }
    std::vector<std::string> kinds_after(const char* exposure) {
        books.prefunds[shanghai].use.exposure = *Money::parse(exposure);
        value(watch.step());
        return alarms.kinds;
    }
};

using Kinds = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(prefund_watch)

BOOST_AUTO_TEST_CASE(an_alarm_rises_once_and_not_again_until_it_has_fallen_below_the_lower_mark) {
    WatchedDesk desk;
    BOOST_TEST(desk.kinds_after("699.99").empty());
    BOOST_TEST((desk.kinds_after("700.00") == Kinds{"prefund_yellow"}));
    BOOST_TEST(desk.alarms.open.front().subject == "330200-310000-visitor-2018");
    // Acknowledged at once: what follows is the level's own doing, not the list's.
    desk.alarms.open.clear();
    for (const char* exposure : {"650.00", "700.00", "600.00", "899.99"})
        BOOST_TEST(desk.kinds_after(exposure).size() == 1U, exposure);
    BOOST_TEST((desk.kinds_after("900.00") == Kinds{"prefund_yellow", "prefund_red"}));
    BOOST_TEST((desk.kinds_after("1000.00").back() == "prefund_exhausted"));
    desk.alarms.open.clear();
    BOOST_TEST(desk.kinds_after("599.99").size() == 3U);
    BOOST_TEST((desk.kinds_after("700.00").back() == "prefund_yellow"));
    BOOST_TEST(desk.alarms.kinds.size() == 4U);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_raised_is_raised_later) {
    WatchedDesk desk;
    desk.alarms.down = true;
    desk.books.prefunds[desk.shanghai].use.exposure = *Money::parse("950.00");
    BOOST_TEST((error_of(desk.ask.result(desk.watch.step())) == ErrorCode::store_unavailable));
    // Meanwhile it has fallen: the rise is in the books and is told all the same.
    desk.books.prefunds[desk.shanghai].use.exposure = Money();
    desk.alarms.down = false;
    BOOST_TEST(desk.value(desk.watch.step()) == 1);
    BOOST_TEST((desk.alarms.kinds == Kinds{"prefund_red"}));
    BOOST_TEST(desk.value(desk.watch.step()) == 0);
}

BOOST_AUTO_TEST_CASE(a_forecast_within_its_days_is_an_alarm_once) {
    WatchedDesk desk;
    desk.booked("2018-10-01", "300.00");  // 10.00 a day
    BOOST_TEST(desk.kinds_after("200.00").empty());
    desk.holds("350.00");  // 15 days' worth above an exposure of 200.00: 57 %
    BOOST_TEST((desk.kinds_after("200.00") == Kinds{"prefund_forecast"}));
    desk.alarms.open.clear();
    BOOST_TEST(desk.kinds_after("205.00").size() == 1U);
    desk.holds("1000.00");
    BOOST_TEST(desk.kinds_after("205.00").size() == 1U);
    desk.holds("350.00");
    BOOST_TEST(desk.kinds_after("205.00").size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_next_day_has_its_own_days_before_it) {
    WatchedDesk desk;
    desk.booked("2018-10-16", "3000.00");
    BOOST_TEST(desk.kinds_after("0").empty());
    desk.clock.set("2018-10-17 00:00:01");
    BOOST_TEST((desk.kinds_after("0") == Kinds{"prefund_forecast"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
