#include "gateway/services/calendar/deadline_rule.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using calendar::CountsFrom;
using calendar::DeadlineRule;

namespace {

Date day(const char* text) {
    return Date::parse(text).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_deadlines_sentence)

BOOST_AUTO_TEST_CASE(says_its_last_day) {
    struct Row {
        CountsFrom counts_from;
        const char *sentence, *from, *last_day;
    };
    const Row rows[] = {
        {CountsFrom::day, "1 working days", "2018-10-19", "2018-10-22"},
        {CountsFrom::day, "5 working days", "2018-10-19", "2018-10-26"},
        {CountsFrom::day, "3 days", "2018-10-30", "2018-11-02"},
        {CountsFrom::month, "day 3 of month +1", "2018-12-17", "2019-01-03"},
        {CountsFrom::month, "day 20 of month +0", "2018-12-17", "2018-12-20"},
        {CountsFrom::month, "last day of month +1", "2018-01-31", "2018-02-28"},
        {CountsFrom::month, "last day of month +1", "2020-01-31", "2020-02-29"},
        {CountsFrom::month, "last day of month +3", "2018-11-01", "2019-02-28"},
        {CountsFrom::year, "last day of month 3 of year +1", "2018-07-22", "2019-03-31"},
        {CountsFrom::year, "last day of month 2 of year +0", "2020-12-31", "2020-02-29"},
        {CountsFrom::year, "last day of month 11 of year -1", "2027-01-01", "2026-11-30"},
    };
    const WorkingCalendar weekends_only({}, {2018, 2019});
    for (const Row& row : rows) {
        const auto rule = DeadlineRule::read(row.counts_from, row.sentence);
        BOOST_TEST_REQUIRE(rule.has_value(), row.sentence);
        BOOST_TEST(rule->last_day(day(row.from), weekends_only).value().to_text() == row.last_day, row.sentence);
    }
}

BOOST_AUTO_TEST_CASE(that_says_nothing_is_not_read) {
    for (const char* sentence : {"", "0 working days", "-1 days", "five working days", "5  working days", "5 working",
                                 "1000 days", "day 3 of month +1"})
        BOOST_TEST(!DeadlineRule::read(CountsFrom::day, sentence).has_value(), sentence);
    for (const char* sentence : {"day 0 of month +1", "day 29 of month +1", "day 3 of month 1", "day 3 of month",
                                 "last day of month 3 of year +1", "5 working days"})
        BOOST_TEST(!DeadlineRule::read(CountsFrom::month, sentence).has_value(), sentence);
    for (const char* sentence : {"last day of month 0 of year +1", "last day of month 13 of year +1"})
        BOOST_TEST(!DeadlineRule::read(CountsFrom::year, sentence).has_value(), sentence);
}

BOOST_AUTO_TEST_SUITE_END()
