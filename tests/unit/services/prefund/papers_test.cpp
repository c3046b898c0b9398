#include "tests/unit/services/prefund/desk.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

BOOST_AUTO_TEST_SUITE(prefund_papers)

BOOST_AUTO_TEST_CASE(the_size_is_made_of_last_years_fourth_quarter_and_of_nothing_else) {
    PrefundDesk desk;
    desk.booked("2017-09-30", "1000.00");
    desk.booked("2017-10-01", "100.00");
    desk.booked("2017-11-15", "150.00");
    desk.booked("2017-12-20", "-50.00");
    desk.booked("2017-12-31", "100.00");
    desk.booked("2018-01-01", "1000.00");
    desk.holds("150.00");
    const prefund::SizeProposal size = desk.value(desk.papers.size(desk.shanghai, 2018));
    BOOST_TEST(size.quarter.to_yuan() == "300.00");
    BOOST_TEST(size.size.to_yuan() == "200.00");
    BOOST_TEST(size.held.to_yuan() == "150.00");
    BOOST_TEST(size.days.notice_by.to_text() == "2018-01-31");
    BOOST_TEST(size.days.paid_by.to_text() == "2018-02-28");
}

BOOST_AUTO_TEST_CASE(official_usage_is_of_this_month_and_live_exposure_of_all_that_is_unpaid) {
    PrefundDesk desk;
    desk.holds("1000.00");
    desk.booked("2018-09-30", "800.00");
    desk.booked("2018-10-01", "400.00");
    desk.booked("2018-10-16", "300.00");
    const prefund::Sheet sheet = desk.value(desk.papers.sheet(desk.shanghai));
    BOOST_TEST(sheet.to_clear.to_yuan() == "700.00");
    BOOST_TEST((sheet.usage == UsageMark::yellow));
    BOOST_TEST(sheet.position.use.exposure.to_yuan() == "1500.00");
}

BOOST_AUTO_TEST_CASE(one_that_nothing_has_touched_stands_at_zero) {
    PrefundDesk desk;
    const prefund::Sheet sheet = desk.value(desk.papers.sheet({DivisionCode("520100"), Direction::resident_away}));
    BOOST_TEST(sheet.position.use.held.is_zero());
    BOOST_TEST((sheet.usage == UsageMark::none));
    BOOST_TEST(!sheet.forecast.exhausted_on.has_value());
}

BOOST_AUTO_TEST_CASE(there_is_no_paper_of_a_counterparty_that_nothing_is_cleared_with) {
    PrefundDesk desk;
    for (const char* counterparty : {"999999", "310115", "330200"}) {  // nobody's, a district of Shanghai, our own
        const PrefundKey mistyped{DivisionCode(counterparty), Direction::visitor};
        const auto sheet = desk.ask.result(desk.papers.sheet(mistyped));
        const auto size = desk.ask.result(desk.papers.size(mistyped, 2018));
        for (const Error& refused : {sheet ? Error{} : sheet.error(), size ? Error{} : size.error()}) {
            BOOST_TEST((refused.code == ErrorCode::invalid_value), counterparty);
            BOOST_TEST((refused.fields == std::vector<std::string>{"counterparty"}), counterparty);
        }
    }
    // One that is kept stays readable after its routes are gone.
    desk.books.prefunds[{DivisionCode("999999"), Direction::visitor}].use.held = *Money::parse("1.00");
    BOOST_TEST(
        desk.value(desk.papers.sheet({DivisionCode("999999"), Direction::visitor})).position.use.held.to_yuan() ==
        "1.00");
}

BOOST_AUTO_TEST_CASE(the_forecast_counts_calendar_days_before_today_and_after_it) {
    PrefundDesk desk;
    desk.holds("1000.00");
    desk.booked("2018-09-15", "7777.00");  // 31 days ago
    desk.booked("2018-09-16", "200.00");
    desk.booked("2018-10-15", "100.00");
    desk.booked("2018-10-16", "50.00");  // today is not over
    desk.books.prefunds[desk.shanghai].use.exposure = *Money::parse("900.00");
    const auto position = desk.value(desk.book.positions()).front();
    const prefund::Forecast forecast = desk.value(desk.papers.forecast(position));
    BOOST_TEST(forecast.before.booked.to_yuan() == "300.00");
    // 10.00 a day, 100.00 left.
    BOOST_TEST(forecast.exhausted_on.value().to_text() == "2018-10-26");
}

BOOST_AUTO_TEST_CASE(working_days_are_counted_on_both_sides_where_a_row_says_so) {
    PrefundDesk desk;
    desk.rules_are({"forecast_days\t31\t*\t2018-01-01\t-\t3 working\ttest\tpending"});
    desk.holds("1000.00");
    desk.booked("2018-10-10", "7777.00");
    desk.booked("2018-10-11", "100.00");  // Thursday: the third working day before Tuesday the 16th
    desk.booked("2018-10-13", "50.00");   // a Saturday counts with the days around it
    desk.booked("2018-10-15", "150.00");
    desk.books.prefunds[desk.shanghai].use.exposure = *Money::parse("700.00");
    const auto position = desk.value(desk.book.positions()).front();
    const prefund::Forecast forecast = desk.value(desk.papers.forecast(position));
    BOOST_TEST(forecast.before.booked.to_yuan() == "300.00");
    // 100.00 a working day, 300.00 left.
    BOOST_TEST(forecast.exhausted_on.value().to_text() == "2018-10-19");
    desk.no_year_is_loaded();
    BOOST_TEST((error_of(desk.ask.result(desk.papers.forecast(position))) == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(an_urgent_increase_is_due_three_working_days_after_its_signature) {
    PrefundDesk desk;
    desk.holds("1000.00");
    desk.booked("2018-10-15", "910.00");
    const Date signed_on = *Date::parse("2018-09-28");
    const auto kept = desk.value(desk.papers.urgent({desk.shanghai, signed_on, *Money::parse("500"), "流感", "li"}));
    // Saturday and Sunday are made up for, the week after them is free, then Monday the 8th.
    BOOST_TEST(kept.request.apply_by.value().to_text() == "2018-10-08");
    BOOST_TEST(kept.request.to_clear.to_yuan() == "910.00");
    BOOST_TEST(kept.request.use.held.to_yuan() == "1000.00");
    BOOST_TEST(kept.request.made_by == "li");
    BOOST_TEST(desk.value(desk.book.urgent_increases()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_year_without_a_calendar_gives_no_deadline_and_no_guess) {
    PrefundDesk desk;
    desk.no_year_is_loaded();
    const auto kept =
        desk.value(desk.papers.urgent({desk.shanghai, *Date::parse("2018-10-16"), *Money::parse("1"), "", "li"}));
    BOOST_TEST(!kept.request.apply_by.has_value());
}

BOOST_AUTO_TEST_CASE(an_urgent_increase_asks_for_something_and_is_signed_already) {
    PrefundDesk desk;
    const auto asked = [&](const char* day, const char* yuan) {
        return error_of(
            desk.ask.result(desk.papers.urgent({desk.shanghai, *Date::parse(day), *Money::parse(yuan), "", "li"})));
    };
    BOOST_TEST((asked("2018-10-17", "1") == ErrorCode::invalid_value));
    BOOST_TEST((asked("2018-10-16", "0") == ErrorCode::invalid_value));
    BOOST_TEST(!asked("2018-10-16", "0.01"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
