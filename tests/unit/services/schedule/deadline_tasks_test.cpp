// Deadlines that pass while something of the month or the year is owed are alarms, once each (DOMAIN §2).
#include "tests/unit/services/schedule/office.hpp"

namespace clearing::tests {
namespace {

struct Deadlines : Office {
    /// "tables_not_made 2018-10", in the order of their numbers; without those of days.
    Lines raised() const {
        Lines texts;
        for (const auto& [no, row] : alarm_rows.alarms)
            if (row.alarm.kind != "day_not_agreed" && row.alarm.kind != "month_not_reconciled")
                texts.push_back(row.alarm.kind + " " + row.alarm.subject);
        return texts;
    }
    std::string text_of(std::string_view kind) const {
        for (const auto& [no, row] : alarm_rows.alarms)
            if (row.alarm.kind == kind) return row.alarm.text;
        return "";
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deadlines_that_pass, Deadlines)

BOOST_AUTO_TEST_CASE(nothing_is_told_of_what_is_done_in_time) {
    book("a");
    works_until("2018-11-21 00:00:00");
    const auto taken = run(papers.make(october, "", "maker")).value();
    BOOST_REQUIRE(run(papers.release(october, taken.revision.number, "checker")).has_value());
    works_until("2018-12-01 09:00:00");
    BOOST_TEST(has_run("tables_not_made", "2018-10"));
    BOOST_TEST(has_run("papers_not_released", "2018-10"));
    BOOST_TEST(has_run("notices_not_made", "2018-10"));
    BOOST_TEST(raised() == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_statement_that_nobody_has_released_is_told_after_the_25th) {
    book("a");
    works_until("2018-11-21 00:00:00");
    works_until("2018-11-25 23:59:59");
    BOOST_TEST(!is_raised("papers_not_released", "2018-10"));
    works_until("2018-11-26 00:00:00");
    works_at("2018-11-26 00:00:01", "two");
    BOOST_TEST(raised() == Lines{"papers_not_released 2018-10"}, boost::test_tools::per_element());
    BOOST_TEST(text_of("papers_not_released").find(october) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(papers_that_could_not_be_drafted_are_told_with_what_they_wait_for) {
    book("a");
    shanghai_days.silent_times = 1'000'000;
    works_until("2018-11-22 00:00:00");
    BOOST_TEST(is_raised("tables_not_made", "2018-10"));
    BOOST_TEST(text_of("tables_not_made").find("days are not agreed: 2018-10-16") != std::string::npos);
    works_until("2018-12-01 00:00:00");
    BOOST_TEST(is_raised("notices_not_made", "2018-10"));
    BOOST_TEST(!is_raised("clears_too_late", "2018-10"));
}

BOOST_AUTO_TEST_CASE(a_day_that_does_not_clear_within_two_months_is_told) {
    book("a");
    shanghai_days.silent_times = 1'000'000;
    works_at("2019-01-31 23:59:59");
    BOOST_TEST(!is_raised("clears_too_late", "2018-10"));
    works_at("2019-02-01 00:00:00");
    BOOST_TEST(is_raised("clears_too_late", "2018-10"));
    BOOST_TEST(text_of("clears_too_late").find("days of 2018-10 have not cleared") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_open_of_last_year_is_told_every_day_after_its_last_one_until_somebody_has_read_it) {
    book("a");
    works_until("2018-11-30 00:00:00");
    BOOST_REQUIRE(notices().size() == 1U);  // cleared, and not paid
    works_at("2019-03-31 09:00:00");
    BOOST_TEST(!is_raised("year_not_closed", "2018"));
    works_at("2019-04-01 09:00:00");
    works_at("2019-04-02 09:00:00");
    BOOST_TEST(std::ranges::count(raised(), "year_not_closed 2018") == 1);
    BOOST_TEST(text_of("year_not_closed").find("open after 2019-03-31") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_notice_that_lies_about_and_then_one_that_is_not_paid_are_told) {
    book("a");
    works_until("2018-11-30 00:00:00");
    BOOST_REQUIRE(notices().size() == 1U);
    Notice notice = notices().front();
    const auto day_after = [](const Deadline& deadline) { return deadline.day->next().to_text() + " 09:00:00"; };
    works_at(notice.hand_over_due.day->to_text() + " 23:00:00");
    BOOST_TEST(!is_raised("hand_over_late", notice.id));
    works_at(day_after(notice.hand_over_due));
    BOOST_TEST(is_raised("hand_over_late", notice.id));

    payments::PaymentService service(payments_world);
    for (const auto& [step, who] : {std::pair(NoticeStep::take_over, "maker"), std::pair(NoticeStep::check, "checker"),
                                    std::pair(NoticeStep::release, "chief"), std::pair(NoticeStep::hand_over, "maker")})
        BOOST_REQUIRE(run(service.sign(notice.id, step, who)).has_value());
    notice = notices().front();
    BOOST_REQUIRE(notice.payment_due.day);
    works_at(notice.payment_due.day->to_text() + " 23:00:00");
    BOOST_TEST(!is_raised("payment_late", notice.id));
    works_at(day_after(notice.payment_due));
    BOOST_TEST(is_raised("payment_late", notice.id));
    BOOST_TEST(text_of("payment_late").find(notice.payment_due.day->to_text()) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
