#include "gateway/domain/working_calendar.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;

namespace {

Date day(const char* text) {
    return Date::parse(text).value();
}

/// Of the notice for 2018: May Day with its make-up Saturday before it.
WorkingCalendar may_of_2018() {
    const std::string notice = "国办发明电〔2017〕12号";
    return {{{day("2018-04-28"), {true, notice}},
             {day("2018-04-29"), {false, notice}},
             {day("2018-04-30"), {false, notice}},
             {day("2018-05-01"), {false, notice}}},
            {2018}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(working_calendar)

BOOST_AUTO_TEST_CASE(weekdays_are_worked_and_weekends_are_not_unless_a_row_says_otherwise) {
    const WorkingCalendar calendar = may_of_2018();
    struct Row {
        const char* date;
        bool works;
    };
    for (const Row& row : {Row{"2018-04-27", true}, Row{"2018-04-28", true}, Row{"2018-04-29", false},
                           Row{"2018-04-30", false}, Row{"2018-05-01", false}, Row{"2018-05-02", true},
                           Row{"2018-05-05", false}, Row{"2018-05-06", false}, Row{"2018-05-07", true}})
        BOOST_TEST(calendar.is_working_day(day(row.date)).value() == row.works, row.date);
}

BOOST_AUTO_TEST_CASE(the_day_a_deadline_is_counted_from_never_counts) {
    const WorkingCalendar calendar = may_of_2018();
    const auto after = [&](const char* from, int n) {
        return calendar.working_days_after(day(from), n).value().to_text();
    };
    BOOST_TEST(after("2018-04-27", 1) == "2018-04-28");  // the make-up Saturday
    BOOST_TEST(after("2018-04-27", 2) == "2018-05-02");
    BOOST_TEST(after("2018-05-01", 1) == "2018-05-02");  // counted from a holiday
    BOOST_TEST(after("2018-04-27", 5) == "2018-05-07");
}

BOOST_AUTO_TEST_CASE(a_year_that_is_not_loaded_is_never_computed_from_weekends) {
    const WorkingCalendar calendar = may_of_2018();
    const auto asked = calendar.is_working_day(day("2019-01-02"));
    BOOST_REQUIRE(!asked.has_value());
    BOOST_TEST((asked.error().code == ErrorCode::not_found));
    BOOST_TEST(asked.error().detail == "the calendar of 2019 is not loaded");
    // Nor a deadline that only ends there.
    BOOST_TEST(calendar.working_days_after(day("2018-12-28"), 1).value().to_text() == "2018-12-31");
    BOOST_TEST(!calendar.working_days_after(day("2018-12-28"), 2).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
