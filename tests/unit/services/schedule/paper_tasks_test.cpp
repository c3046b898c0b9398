// Statements, tables and notices that are drafted by themselves on their days, over the real services and books in
// memory: once each, by nobody who signs.
#include "tests/unit/services/schedule/office.hpp"

namespace clearing::tests {
namespace {

bool is_named(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(papers_that_are_drafted_by_themselves, Office)

BOOST_AUTO_TEST_CASE(a_months_statement_is_drafted_on_its_day_once_whoever_looks) {
    book("a");
    works_until("2018-11-20 23:59:00");
    BOOST_TEST(revisions_of(october).empty());
    works_until("2018-11-21 00:00:00");
    works_at("2018-11-21 00:00:01", "two");
    BOOST_REQUIRE(revisions_of(october).size() == 1U);
    const StatementRevision draft = revisions_of(october).front();
    BOOST_TEST(draft.made_by == "schedule");
    BOOST_TEST(draft.statement.net().to_yuan() == "1128.60");
    BOOST_TEST(!draft.is_released());
    BOOST_TEST(std::ranges::count(audit.events, "statement_made", &ports::AuditEvent::event) == 1);
    BOOST_TEST(has_run("draft_tables", "2018-10"));
    BOOST_TEST(!is_raised("month_table_differs", "delta/2018-10"));
}

BOOST_AUTO_TEST_CASE(a_draft_is_taken_over_by_a_maker_and_released_by_another) {
    book("a");
    works_until("2018-11-21 00:00:00");
    BOOST_TEST((run(papers.release(october, 1, "checker")).error().code == ErrorCode::conflict));
    const auto taken = run(papers.make(october, "", "maker")).value();
    BOOST_TEST(taken.is_new);
    BOOST_TEST(taken.revision.number == 2);
    BOOST_TEST(taken.revision.reason == "taken over");
    BOOST_TEST((taken.revision.changes == std::vector<StatementChange>{{"made by", "schedule", "maker"}}));
    BOOST_TEST(!run(papers.make(october, "", "maker"))->is_new);
    BOOST_TEST((run(papers.release(october, 2, "maker")).error().code == ErrorCode::forbidden));
    BOOST_TEST(run(papers.release(october, 2, "checker"))->is_released());
}

BOOST_AUTO_TEST_CASE(what_somebody_has_made_is_not_drafted_again) {
    book("a");
    works_until("2018-11-01 09:00:00");
    BOOST_REQUIRE(run(papers.make(october, "", "maker")).has_value());
    BOOST_REQUIRE(finance.make("2018-10-31").has_value());
    works_until("2018-11-30 09:00:00");
    BOOST_REQUIRE(revisions_of(october).size() == 1U);
    BOOST_TEST(revisions_of(october).front().made_by == "maker");
    BOOST_REQUIRE(notices().size() == 1U);
    BOOST_TEST(notices().front().made.by == "maker");
}

BOOST_AUTO_TEST_CASE(a_months_notice_is_drafted_by_month_end_and_signed_by_two_persons) {
    book("a");
    works_until("2018-11-29 23:59:00");
    BOOST_TEST(notices().empty());
    works_until("2018-11-30 00:00:00");
    works_at("2018-11-30 00:00:01", "two");
    BOOST_REQUIRE(notices().size() == 1U);
    const std::string id = notices().front().id;
    BOOST_TEST(id == "delta-310000-visitor-2018-10-16-2018-10-31");
    BOOST_TEST(sum_of(notices().front().owed()).to_yuan() == "1128.60");
    BOOST_TEST((finance.sign(id, NoticeStep::check, "checker").error().code == ErrorCode::conflict));
    const Notice taken = finance.sign(id, NoticeStep::take_over, "maker").value();
    BOOST_TEST(taken.made.by == "maker");
    BOOST_TEST((taken.state == NoticeState::made));
    BOOST_TEST((finance.sign(id, NoticeStep::take_over, "other").error().code == ErrorCode::conflict));
    BOOST_TEST((finance.sign(id, NoticeStep::check, "maker").error().code == ErrorCode::forbidden));
    BOOST_REQUIRE(finance.sign(id, NoticeStep::check, "checker").has_value());
    BOOST_REQUIRE(finance.sign(id, NoticeStep::release, "checker").has_value());
}

BOOST_AUTO_TEST_CASE(a_month_in_which_nothing_cleared_has_no_notice_and_the_next_one_takes_its_days_in) {
    works_until("2018-11-30 00:00:00");
    BOOST_TEST(notices().empty());
    BOOST_TEST(has_run("draft_notices", "2018-10"));
    BOOST_TEST(revisions_of(october).size() == 1U);  // an empty month has a statement all the same
    clock.set("2018-11-30 09:30:00");
    book("a");
    works_until("2018-12-31 00:00:00");
    BOOST_REQUIRE(notices().size() == 1U);
    BOOST_TEST(notices().front().id == "delta-310000-visitor-2018-10-16-2018-11-30");
}

BOOST_AUTO_TEST_CASE(a_pair_that_is_not_agreed_waits_and_holds_up_nobody_elses_papers) {
    book("a");
    run(days.open_day({PlatformName("national"), DivisionCode("520100"), Direction::visitor})).value();
    shanghai_days.silent_times = 1'000'000;
    works_until("2018-11-21 00:00:00");
    BOOST_TEST(revisions_of(october).empty());
    BOOST_TEST(revisions_of("330200-national-520100-visitor-2018-10").size() == 1U);
    BOOST_TEST(std::ranges::any_of(finished, [](const std::string& run) {
        return run.starts_with("draft_statements") && is_named(run, "1 drafted") &&
               is_named(run, "delta/310000/visitor: days are not agreed: 2018-10-16");
    }));
    shanghai_days.silent_times = 0;
    works_until("2018-11-21 02:00:00");
    works_until("2018-11-21 04:00:00");
    BOOST_TEST(revisions_of(october).size() == 1U);
    BOOST_TEST(has_run("draft_statements", "2018-10"));
}

BOOST_AUTO_TEST_CASE(a_table_that_is_not_the_sum_of_its_days_is_an_alarm) {
    book("a");
    works_until("2018-11-20 09:00:00");
    for (auto& [id, statement] : books.statements)
        if (!statement.cells.empty()) statement.cells.front().sums.total += Money::from_fen(1);
    works_until("2018-11-21 09:00:00");
    BOOST_TEST(is_raised("month_table_differs", "delta/2018-10"));
}

BOOST_AUTO_TEST_CASE(an_agreement_that_is_paid_daily_has_its_notice_every_morning) {
    pay_daily();
    book("a");
    works_until("2018-10-17 08:00:00");
    BOOST_TEST(notices().empty());
    works_until("2018-10-17 08:30:00");
    works_at("2018-10-17 08:31:00", "two");
    BOOST_REQUIRE(notices().size() == 1U);
    BOOST_TEST(notices().front().id == "delta-310000-visitor-2018-10-16-2018-10-16");
    works_until("2018-10-18 08:30:00");  // nothing cleared on the 17th
    BOOST_TEST(notices().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(papers_of_a_daemon_that_dies)

BOOST_AUTO_TEST_CASE(are_there_once_after_another_has_taken_up_its_work) {
    int deaths = 0;
    for (const WriteMoment moment : {WriteMoment::before_commit, WriteMoment::after_commit}) {
        Office office;
        office.book("a");
        office.works_until("2018-11-29 09:00:00");
        office.books.fault = [&](std::string_view write, WriteMoment at) {
            if (write != "payment.write" || at != moment) return false;
            ++deaths;
            office.books.unavailable = true;  // from here on it does nothing more
            return true;
        };
        office.works_at("2018-11-30 00:00:00");
        office.books.fault = {};
        office.books.unavailable = false;
        office.works_at("2018-11-30 00:02:00", "two");
        BOOST_TEST(office.notices().size() == 1U);
        BOOST_TEST(office.has_run("draft_notices", "2018-10"));
    }
    BOOST_TEST(deaths == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
