#include "gateway/services/schedule/periods.hpp"

#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::schedule;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

Instant at(const char* local) {
    return parse_local_time(local).value();
}

Lines lines(const std::vector<Due>& due) {
    Lines all;
    for (const Due& one : due)
        all.push_back(one.period + " from " + to_local_time(one.from));
    return all;
}

std::shared_ptr<const calendar::Calendar> reviewed() {
    return calendar::Calendar::load({tests::mapping_text("calendar.tsv"), tests::mapping_text("cut_offs.tsv"),
                                     tests::mapping_text("deadlines.tsv")})
        .value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(periods)

BOOST_AUTO_TEST_CASE(a_daily_task_has_todays_run_and_tomorrows) {
    const Lines wanted{"2018-10-16 from 2018-10-16 08:30:00", "2018-10-17 from 2018-10-17 08:30:00"};
    BOOST_TEST(lines(daily_periods(510min, at("2018-10-16 00:00:00"))) == wanted, boost::test_tools::per_element());
    BOOST_TEST(lines(daily_periods(510min, at("2018-10-16 23:59:59"))) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_monthly_task_comes_when_its_deadlines_last_day_begins_or_has_passed) {
    const auto due = [](const char* name, DeadlineMoment moment, const char* now) {
        return lines(monthly_periods(*reviewed(), name, moment, at(now)));
    };
    // The clearing tables of September are made on the 21st of October.
    const Lines tables{"2018-08 from 2018-09-21 00:00:00", "2018-09 from 2018-10-21 00:00:00"};
    BOOST_TEST(due("tables_made", DeadlineMoment::last_day_begins, "2018-10-16 12:00:00") == tables,
               boost::test_tools::per_element());
    const Lines late{"2018-08 from 2018-09-04 00:00:00", "2018-09 from 2018-10-04 00:00:00"};
    BOOST_TEST(due("month_reconciled", DeadlineMoment::passed, "2018-10-03 23:59:59") == late,
               boost::test_tools::per_element());
    // What came more than 40 days ago is not made up for.
    const Lines again{"2018-09 from 2018-10-04 00:00:00", "2018-10 from 2018-11-04 00:00:00"};
    BOOST_TEST(due("month_reconciled", DeadlineMoment::passed, "2018-10-20 00:00:00") == again,
               boost::test_tools::per_element());
    // Across the end of a year.
    const Lines new_year{"2018-11 from 2018-12-04 00:00:00", "2018-12 from 2019-01-04 00:00:00"};
    BOOST_TEST(due("month_reconciled", DeadlineMoment::passed, "2018-12-31 00:00:00") == new_year,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_month_without_its_deadlines_row_has_no_run) {
    BOOST_TEST(monthly_periods(*reviewed(), "someday", DeadlineMoment::passed, at("2018-10-16 12:00:00")).empty());
    BOOST_TEST(monthly_periods(*calendar::Calendar::without_rows(), "tables_made", DeadlineMoment::passed,
                               at("2018-10-16 12:00:00"))
                   .empty());
}

BOOST_AUTO_TEST_SUITE_END()
