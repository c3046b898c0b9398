#include "fake_world.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

constexpr const char* zhang_path = "/days/delta/310000/visitor/2018-10-16";

FakeWorld with_a_day(DayState state) {
    FakeWorld world;
    world.days.rows = {{zhang_day(), state, {}}};
    return world;
}

}  // namespace

BOOST_AUTO_TEST_CASE(days_are_listed_and_filtered_by_date) {
    FakeWorld world = with_a_day(DayState::open);
    BOOST_CHECK_EQUAL(world.get("/days").text("days.0.insured_region"), "310000");
    BOOST_CHECK_EQUAL(world.get("/days").text("days.0.state"), "open");
    BOOST_CHECK_EQUAL(world.get("/days", {{"day", "2018-10-17"}}).size("days"), 0);
}

BOOST_AUTO_TEST_CASE(days_are_filtered_by_whose_they_are) {
    FakeWorld world = with_a_day(DayState::open);
    const std::map<std::string, std::pair<std::string, std::string>> filters{
        {"platform", {"delta", "national"}},
        {"counterparty", {"310000", "320000"}},
        {"direction", {"visitor", "resident_away"}}};
    for (const auto& [name, values] : filters) {
        BOOST_CHECK_EQUAL(world.get("/days", {{name, values.first}}).size("days"), 1);
        BOOST_CHECK_EQUAL(world.get("/days", {{name, values.second}}).size("days"), 0);
    }
}

BOOST_AUTO_TEST_CASE(a_day_shows_totals_carried_lines_differences_and_the_balance) {
    FakeWorld world = with_a_day(DayState::agreed);
    DayLine line;
    line.insurance_type = InsuranceType("310");
    line.split.total = Money::from_fen(500);
    world.days.content_of_day.lines = {line, line};
    world.days.content_of_day.carried.push_back({SettlementNo(1),
                                                 {DivisionCode("330200"), SettlementId("C")},
                                                 SettlementState::in_doubt,
                                                 {},
                                                 Money::from_fen(9)});
    world.days.differences_of[zhang_day()] = zhang_statement().differences;
    world.days.balance = zhang_statement().trial_balance;
    const Answer answer = world.get(zhang_path);
    BOOST_CHECK_EQUAL(answer.text("cells.0.settlements"), "2");
    BOOST_CHECK_EQUAL(answer.text("cells.0.sums.total"), "10.00");
    BOOST_CHECK_EQUAL(answer.text("carried.0.state_zh"), "结果未知");
    BOOST_CHECK_EQUAL(answer.text("carried.0.assigned_day"), "null");
    BOOST_CHECK_EQUAL(answer.text("differences.0.kind"), "total");
    BOOST_CHECK_EQUAL(answer.text("trial_balance.0.account"), "R2");
    BOOST_CHECK_EQUAL(answer.text("statement_id"), "330200-delta-310000-visitor-2018-10-16");
    BOOST_CHECK_EQUAL(with_a_day(DayState::open).get(zhang_path).text("statement_id"), "null");
}

BOOST_AUTO_TEST_CASE(a_day_that_is_not_there_is_not_found_and_a_broken_one_refused) {
    FakeWorld world;
    BOOST_CHECK_EQUAL(world.get(zhang_path).response.status, 404);
    BOOST_CHECK_EQUAL(world.get("/days/delta/310000/sideways/2018-10-16").response.status, 400);
    BOOST_CHECK_EQUAL(world.get("/days/delta/310000/visitor/yesterday").text("error.fields.0"), "day");
}

BOOST_AUTO_TEST_CASE(closing_a_day_is_on_record_with_its_caller_before_it_happens) {
    FakeWorld world;
    world.closing.outcome = zhang_statement();
    const Answer answer = world.post(2, std::string(zhang_path) + "/close");
    BOOST_CHECK_EQUAL(answer.response.status, 200);
    BOOST_CHECK_EQUAL(answer.text("receivable"), "1126.60");
    BOOST_REQUIRE_EQUAL(world.closing.ordered.size(), 1);
    BOOST_CHECK(world.closing.ordered[0] == zhang_day());
    BOOST_REQUIRE_EQUAL(world.audit.events.size(), 1);
    BOOST_CHECK_EQUAL(world.audit.events[0].event, "day_close_ordered");
    BOOST_CHECK_EQUAL(world.audit.events[0].actor, "maker");
    BOOST_CHECK_EQUAL(world.audit.events[0].subject, "330200-delta-310000-visitor-2018-10-16");
}

BOOST_AUTO_TEST_CASE(a_close_may_be_a_job_that_tells_its_steps) {
    FakeWorld world = with_a_day(DayState::closing);
    world.closing.outcome = zhang_statement();
    const Answer ordered = world.post(2, std::string(zhang_path) + "/closings");
    BOOST_CHECK_EQUAL(ordered.response.status, 202);
    BOOST_CHECK_EQUAL(ordered.text("what"), "close 2018-10-16");
    const Answer job = world.job_of(ordered);
    BOOST_CHECK_EQUAL(job.text("state"), "done");
    BOOST_CHECK_EQUAL(job.text("done") + " of " + job.text("total"), "1 of 4");  // as far as the fake one tells
    BOOST_CHECK_EQUAL(job.text("result.id"), "330200-delta-310000-visitor-2018-10-16");
    BOOST_CHECK_EQUAL(world.audit.events.front().event, "day_close_ordered");
    BOOST_CHECK_EQUAL(world.audit.events.front().actor, "maker");

    world.closing.outcome = fail(ErrorCode::peer_unreachable, "silent");
    const Answer failed = world.job_of(world.post(2, std::string(zhang_path) + "/closings"));
    BOOST_CHECK_EQUAL(failed.text("state"), "failed");
    BOOST_CHECK_EQUAL(failed.text("error.code"), "GW2001");
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "day_close_failed");
    BOOST_CHECK_EQUAL(world.post(1, std::string(zhang_path) + "/closings").response.status, 403);
}

BOOST_AUTO_TEST_CASE(a_close_that_cannot_be_recorded_does_not_happen) {
    FakeWorld world;
    world.audit.down = true;
    BOOST_CHECK_EQUAL(world.post(2, std::string(zhang_path) + "/close").response.status, 503);
    BOOST_CHECK(world.closing.ordered.empty());
}

BOOST_AUTO_TEST_CASE(a_close_that_fails_says_why_and_stands_on_record) {
    FakeWorld world;
    world.closing.outcome = fail(ErrorCode::day_not_over, "2018-10-16 is not over");
    const Answer early = world.post(2, std::string(zhang_path) + "/close");
    BOOST_CHECK_EQUAL(early.response.status, 409);
    BOOST_CHECK_EQUAL(early.text("error.code"), "GW1516");
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "day_close_failed");
    BOOST_CHECK_EQUAL(world.audit.events.back().detail, "GW1516 2018-10-16 is not over");
    world.closing.outcome = fail(ErrorCode::peer_unreachable);
    BOOST_CHECK_EQUAL(world.post(2, std::string(zhang_path) + "/close").response.status, 503);
}

BOOST_AUTO_TEST_CASE(a_statement_comes_as_json_csv_or_text) {
    FakeWorld world;
    world.days.statements_made = {zhang_statement()};
    const std::string path = "/statements/330200-delta-310000-visitor-2018-10-16";
    BOOST_CHECK_EQUAL(world.get(path).text("cells.0.cleared"), "1126.60");
    const Answer csv = world.get(path, {{"format", "csv"}});
    BOOST_CHECK(csv.response.body.starts_with("对账单号,"));
    BOOST_CHECK_EQUAL(csv.response.headers.at("content-disposition"),
                      "attachment; filename=\"330200-delta-310000-visitor-2018-10-16.csv\"");
    BOOST_CHECK(world.get(path, {{"format", "text"}}).response.body.starts_with("清算对账单 "));
    BOOST_CHECK_EQUAL(world.get("/statements/other").response.status, 404);
    BOOST_CHECK_EQUAL(world.get("/statements").text("statements.0.receivable"), "1126.60");
}

BOOST_AUTO_TEST_CASE(differences_are_listed_with_the_day_they_are_of) {
    FakeWorld world = with_a_day(DayState::reconciling);
    DayKey other = zhang_day();
    other.direction = Direction::resident_away;
    world.days.rows.push_back({other, DayState::open, {}});
    world.days.differences_of[zhang_day()] = zhang_statement().differences;
    world.days.differences_of[other] = zhang_statement().differences;
    BOOST_CHECK_EQUAL(world.get("/differences").size("differences"), 2);
    const Answer visitors = world.get("/differences", {{"direction", "visitor"}});
    BOOST_CHECK_EQUAL(visitors.size("differences"), 1);
    BOOST_CHECK_EQUAL(visitors.text("differences.0.direction"), "visitor");
    BOOST_CHECK_EQUAL(visitors.text("differences.0.settlement.id"), "X");
    BOOST_CHECK_EQUAL(world.get("/differences", {{"platform", "national"}}).size("differences"), 0);
}

BOOST_AUTO_TEST_CASE(a_partners_file_is_a_job_and_on_record_before_and_after) {
    FakeWorld world;
    ports::FileImport& import = *world.day_files.outcome;
    import.file = {.lines = 3, .bad = 1, .bad_lines = {"line 2: setl_id cannot be read"}};
    import.matched = 2;
    const std::string path = std::string(zhang_path) + "/file-imports";
    BOOST_CHECK_EQUAL(world.post(2, path).response.status, 400);
    BOOST_CHECK_EQUAL(world.post(1, path, "", {{"file", "a.zip"}}).response.status, 403);
    const Answer done = world.job_of(world.post(2, path, "", {{"file", "a.zip"}, {"agree", "true"}}));
    BOOST_CHECK_EQUAL(done.text("result.bad_lines.0"), "line 2: setl_id cannot be read");
    BOOST_REQUIRE(world.day_files.imported.size() == 1U);
    BOOST_TEST((world.day_files.imported.front().second == ports::AfterComparison::agree));
    std::vector<std::string> events;
    for (const ports::AuditEvent& event : world.audit.events)
        events.push_back(event.event);
    BOOST_TEST(std::ranges::count(events, "day_file_import_ordered") == 1);
    BOOST_TEST(std::ranges::count(events, "day_file_imported") == 1);
}
