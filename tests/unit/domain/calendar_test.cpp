// Asia/Shanghai is UTC+8, fixed. A clearing day ends at its midnight, not at UTC's.
#include "gateway/domain/calendar.hpp"

#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

using namespace std::chrono_literals;

Date date(std::string_view text) {
    return Date::parse(text).value();
}
Instant at(std::string_view text) {
    return parse_local_time(text).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calendar)

BOOST_AUTO_TEST_CASE(days_that_exist_are_read_and_written_back) {
    for (std::string_view text : {"2018-10-16", "2024-02-29", "2000-02-29", "2017-12-31", "2018-01-01"})
        BOOST_TEST(date(text).to_text() == text);
}

BOOST_AUTO_TEST_CASE(days_that_do_not_exist_are_refused) {
    for (std::string_view text :
         {"2018-02-29", "1900-02-29", "2018-04-31", "2018-13-01", "2018-00-10", "2018-10-00", "2018-10-32", "18-10-16",
          "2018/10/16", "20181016", "2018-10-16 ", " 2018-10-16", "2018-1-16", "", "yyyy-MM-dd", "-018-10-16"})
        BOOST_TEST(!Date::parse(text).has_value(), "'" << text << "' must not be a day");
    BOOST_TEST((Date::parse("2018-02-29").error().code == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_CASE(the_next_day_knows_leap_years_and_new_year) {
    BOOST_TEST(date("2024-02-28").next().to_text() == "2024-02-29");
    BOOST_TEST(date("2023-02-28").next().to_text() == "2023-03-01");
    BOOST_TEST(date("2018-12-31").next().to_text() == "2019-01-01");
    BOOST_TEST(date("2024-03-01").previous().to_text() == "2024-02-29");
    BOOST_TEST(date("2018-10-16").year() == 2018);
    BOOST_TEST(ClearingDay::parse("2018-10-31")->next().to_text() == "2018-11-01");
}

BOOST_AUTO_TEST_CASE(local_times_are_shanghai_times) {
    // 2018-10-16 00:00 in Shanghai is 16:00 of the day before in UTC: 1539619200 (date -d '2018-10-15T16:00:00Z' +%s).
    BOOST_TEST(at("2018-10-16 00:00:00").time_since_epoch().count() == 1539619200000LL);
    BOOST_TEST(at("2018-10-16").time_since_epoch().count() == 1539619200000LL);
    BOOST_TEST(to_local_time(at("2018-10-16 09:30:05")) == "2018-10-16 09:30:05");
    BOOST_TEST(to_local_time(at("2018-10-16T09:30:05")) == "2018-10-16 09:30:05");
    BOOST_TEST(to_local_time(at("2018-10-16 09:30:05") + 999ms) == "2018-10-16 09:30:05");
    BOOST_TEST(to_compact_local_time(at("2018-10-16 09:30:05") + 7ms) == "20181016093005007");
}

BOOST_AUTO_TEST_CASE(times_that_do_not_exist_are_refused) {
    for (std::string_view text :
         {"2018-10-16 24:00:00", "2018-10-16 09:60:00", "2018-10-16 09:30:60", "2018-10-16 9:30:00", "2018-10-16 09:30",
          "2018-10-16 09:30:00Z", "2018-02-29 00:00:00", "2018-10-16  09:30:00", "", "09:30:00"})
        BOOST_TEST(!parse_local_time(text).has_value(), "'" << text << "' must not be a time");
}

BOOST_AUTO_TEST_CASE(the_last_millisecond_before_midnight_belongs_to_the_day) {
    const Instant midnight = at("2018-10-17 00:00:00");
    BOOST_TEST(local_date(midnight - 1ms).to_text() == "2018-10-16");
    BOOST_TEST(local_date(midnight).to_text() == "2018-10-17");
    BOOST_TEST((local_midnight(date("2018-10-17")) == midnight));
    // Eight in the morning in Shanghai is midnight in UTC: nothing happens to the day there.
    BOOST_TEST(local_date(at("2018-10-16 07:59:59")).to_text() == "2018-10-16");
    BOOST_TEST(local_date(at("2018-10-16 08:00:00")).to_text() == "2018-10-16");
    // Before 1970 too (birth dates).
    BOOST_TEST(local_date(at("1947-01-01 00:00:00")).to_text() == "1947-01-01");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
