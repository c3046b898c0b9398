#include "fake_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

// Statements of days and months over the API: documents, months, revisions, releases.

namespace {

const std::string day_path = "/statements/330200-delta-310000-visitor-2018-10-16";
const std::string month_path = "/statements/330200-delta-310000-visitor-2018-10";

FakeWorld with_october() {
    FakeWorld world;
    fill_october(world);
    return world;
}

tests::ListedAdditions::Row deduction(std::string id) {
    return {pair_of(zhang_day()),
            {std::move(id), AdditionKind::deduction, zhang_day().day, InsuranceType("310"), CareSetting::outpatient,
             Component::hifp, Money::from_fen(-10'000), "超限用药", "330200ZHANG"}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_document_comes_in_every_format_with_its_digest_on_record) {
    FakeWorld world = with_october();
    for (const auto& [format, begin] : std::map<std::string, std::string>{{"xlsx", "PK"},
                                                                          {"csv", "跨省异地就医费用清算表"},
                                                                          {"text", "跨省异地就医费用清算表"},
                                                                          {"json", "{"},
                                                                          {"camt053", "<?xml"}}) {
        for (const std::string& path : {day_path, month_path}) {
            const Answer answer = world.get(path + "/document", {{"format", format}});
            BOOST_REQUIRE_MESSAGE(answer.response.status == 200, answer.response.body);
            BOOST_CHECK(answer.response.body.starts_with(begin));
            const std::string digest = hex(world.mapping->digest.sha256(answer.response.body));
            BOOST_CHECK_EQUAL(answer.response.headers.at("x-content-sha256"), digest);
            const ports::AuditEvent& event = world.audit.events.back();
            BOOST_CHECK_EQUAL(event.event, "statement_exported");
            BOOST_CHECK_EQUAL(event.actor, "reader");
            BOOST_CHECK(event.detail.ends_with("sha256 " + digest));
            BOOST_CHECK_EQUAL("/statements/" + event.subject, path);
            // The same a second time, to the byte.
            BOOST_CHECK(world.get(path + "/document", {{"format", format}}).response.body == answer.response.body);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_document_that_cannot_be_recorded_is_not_handed_out) {
    FakeWorld world = with_october();
    world.audit.down = true;
    const Answer answer = world.get(month_path + "/document", {{"format", "xlsx"}});
    BOOST_CHECK_EQUAL(answer.response.status, 503);
    BOOST_CHECK(!answer.response.body.starts_with("PK"));
}

BOOST_AUTO_TEST_CASE(lines_are_asked_for_and_their_persons_masked) {
    FakeWorld world = with_october();
    const Answer plain = world.get(month_path + "/document");
    BOOST_CHECK_EQUAL(plain.text("net"), "1126.60");
    BOOST_CHECK(!plain.body.find("lines"));
    const Answer detailed = world.get(month_path + "/document", {{"detail", "true"}});
    BOOST_CHECK_EQUAL(detailed.size("lines"), 1);
    BOOST_CHECK_EQUAL(detailed.text("lines.0.person_name"), "章*");
    BOOST_CHECK_EQUAL(detailed.text("lines.0.card"), "****1234");
    BOOST_CHECK_EQUAL(detailed.text("lines.0.stay_number"), "MZ1");
    BOOST_CHECK_EQUAL(world.get(month_path + "/document", {{"detail", "true"}, {"format", "camt053"}}).response.status,
                      400);
}

BOOST_AUTO_TEST_CASE(a_month_with_a_day_that_is_not_agreed_says_which) {
    FakeWorld world = with_october();
    world.days.rows[4].state = DayState::reconciling;  // 2018-10-20
    for (const std::string& path : {month_path + "/document", std::string("/months/2018-10")}) {
        const Answer answer = world.get(path);
        BOOST_CHECK_EQUAL(answer.response.status, 409);
        BOOST_CHECK(answer.text("error.fields.0").find("2018-10-20 is reconciling") != std::string::npos);
    }
    BOOST_CHECK_EQUAL(world.get("/months/2018-13").response.status, 400);
    BOOST_CHECK_EQUAL(world.get("/statements/330200-delta-310000-visitor-2018-09/document").response.status, 404);
    BOOST_CHECK_EQUAL(world.get("/statements/other/document").response.status, 404);
}

BOOST_AUTO_TEST_CASE(a_months_total_is_json_or_a_table_of_counterparties) {
    FakeWorld world = with_october();
    const Answer total = world.get("/months/2018-10");
    BOOST_CHECK_EQUAL(total.size("statements"), 1);
    BOOST_CHECK_EQUAL(total.text("net"), "1126.60");
    BOOST_CHECK_EQUAL(total.text("total"), "1368.83");
    BOOST_CHECK_EQUAL(world.get("/months/2018-10", {{"direction", "resident_away"}}).response.status, 404);
    BOOST_CHECK_EQUAL(world.get("/months/2018-10", {{"counterparty", "110000"}}).response.status, 404);
    const Answer text = world.get("/months/2018-10", {{"format", "text"}});
    BOOST_CHECK(text.response.body.find("1126.60") != std::string::npos);
    BOOST_CHECK(world.get("/months/2018-10", {{"format", "xlsx"}}).response.body.starts_with("PK"));
    BOOST_CHECK_EQUAL(world.audit.events.size(), 2);
}

BOOST_AUTO_TEST_CASE(made_by_one_corrected_and_released_by_another) {
    FakeWorld world = with_october();
    BOOST_CHECK_EQUAL(world.get(month_path + "/revisions").size("revisions"), 0);
    BOOST_CHECK_EQUAL(world.post(1, month_path + "/revisions").response.status, 403);  // no maker
    const Answer made = world.post(5, month_path + "/revisions");
    BOOST_REQUIRE_MESSAGE(made.response.status == 200, made.response.body);
    BOOST_CHECK_EQUAL(made.text("revision.made_by"), "both");
    const std::string release = month_path + "/revisions/1/release";
    BOOST_CHECK_EQUAL(world.post(2, release).response.status, 403);  // no checker
    const Answer own = world.post(5, release);                       // checker too, but made it
    BOOST_CHECK_EQUAL(own.response.status, 403);
    BOOST_CHECK_EQUAL(own.text("error.code"), "GW1702");
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
    BOOST_CHECK_EQUAL(world.audit.events.back().actor, "both");

    world.additions.rows.push_back(deduction("D-1"));
    BOOST_CHECK_EQUAL(world.post(2, month_path + "/revisions").response.status, 400);  // names no reason
    const Answer corrected = world.post(2, month_path + "/revisions", R"({"reason":"审核扣款"})");
    BOOST_REQUIRE_MESSAGE(corrected.response.status == 200, corrected.response.body);
    BOOST_CHECK_EQUAL(corrected.size("revision.changes"), 3);
    BOOST_CHECK_EQUAL(corrected.text("revision.changes.2.after"), "1026.60");
    BOOST_CHECK_EQUAL(world.post(4, release).response.status, 409);  // corrected since
    const Answer released = world.post(4, month_path + "/revisions/2/release");
    BOOST_CHECK_EQUAL(released.text("state"), "released");
    BOOST_CHECK_EQUAL(released.text("released_by"), "checker");

    // A revision is printed as it was made, whatever the books say now.
    BOOST_CHECK_EQUAL(world.get(month_path + "/document", {{"revision", "1"}}).text("net"), "1126.60");
    BOOST_CHECK_EQUAL(world.get(month_path + "/document").text("net"), "1026.60");
    BOOST_CHECK_EQUAL(world.get(month_path + "/document").text("revision.number"), "2");
    BOOST_CHECK_EQUAL(world.audit.events.back().subject, "330200-delta-310000-visitor-2018-10#2");
    BOOST_CHECK_EQUAL(world.get(month_path + "/document", {{"revision", "7"}}).response.status, 404);
    BOOST_CHECK_EQUAL(world.get(month_path + "/document", {{"revision", "x"}}).response.status, 400);
    BOOST_CHECK_EQUAL(world.post(2, month_path + "/revisions", "{").response.status, 400);
    BOOST_CHECK_EQUAL(world.post(2, month_path + "/revisions", R"({"reason":1})").response.status, 400);
}

BOOST_AUTO_TEST_CASE(the_statements_of_a_month_are_listed_with_what_they_wait_for) {
    FakeWorld world = with_october();
    const std::map<std::string, std::string> october{{"month", "2018-10"}};
    world.days.rows.back().state = DayState::reconciling;  // 2018-10-31
    const Answer waiting = world.get("/statements", october);
    BOOST_REQUIRE_MESSAGE(waiting.response.status == 200, waiting.response.body);
    BOOST_CHECK_EQUAL(waiting.size("months"), 1);
    BOOST_CHECK_EQUAL(waiting.size("statements"), 0);
    BOOST_CHECK_EQUAL("/statements/" + waiting.text("months.0.id"), month_path);
    BOOST_CHECK_EQUAL(waiting.text("months.0.state"), "incomplete");
    BOOST_CHECK_EQUAL(waiting.text("months.0.days_agreed"), "15");
    BOOST_CHECK_EQUAL(waiting.text("months.0.missing.0"), "2018-10-31 is reconciling");
    BOOST_CHECK_EQUAL(waiting.text("months.0.revision"), "null");

    world.days.rows.back().state = DayState::agreed;
    BOOST_CHECK_EQUAL(world.get("/statements", october).text("months.0.state"), "not_made");
    world.post(5, month_path + "/revisions");
    const Answer made = world.get("/statements", october);
    BOOST_CHECK_EQUAL(made.text("months.0.state"), "made");
    BOOST_CHECK_EQUAL(made.text("months.0.net"), "1126.60");
    BOOST_CHECK_EQUAL(made.text("months.0.made_by"), "both");
    BOOST_CHECK_EQUAL(made.text("months.0.released_by"), "null");
    world.post(4, month_path + "/revisions/1/release");
    const Answer released = world.get("/statements", october);
    BOOST_CHECK_EQUAL(released.text("months.0.state"), "released");
    BOOST_CHECK_EQUAL(released.text("months.0.released_by"), "checker");
}

BOOST_AUTO_TEST_CASE(a_month_lacks_its_first_days_where_the_pair_had_a_day_before_it) {
    FakeWorld world = with_october();
    DayKey before = zhang_day();
    before.day = *ClearingDay::parse("2018-09-30");
    world.days.rows.push_back({before, DayState::agreed, {}});
    const Answer answer = world.get("/statements", {{"month", "2018-10"}});
    BOOST_CHECK_EQUAL(answer.text("months.0.missing.0"), "2018-10-01 is not begun");
    BOOST_CHECK_EQUAL(answer.text("months.0.days_agreed"), "16");
    BOOST_CHECK_EQUAL(world.get("/statements", {{"month", "2018-11"}}).size("months"), 0);
}

BOOST_AUTO_TEST_CASE(a_month_waits_for_what_is_not_agreed_before_it) {
    FakeWorld world = with_october();
    DayKey early = zhang_day();
    early.day = *ClearingDay::parse("2018-08-15");
    world.days.rows.push_back({early, DayState::open, {}});
    const Answer listed = world.get("/statements", {{"month", "2018-10"}});
    BOOST_CHECK_EQUAL(listed.text("months.0.state"), "incomplete");
    BOOST_CHECK_EQUAL(listed.text("months.0.missing.0"), "2018-08-15 is open");
    const Answer made = world.post(5, month_path + "/revisions");
    BOOST_CHECK_EQUAL(made.response.status, 409);
    BOOST_CHECK_EQUAL(made.text("error.fields.0"), "2018-08-15 is open");
}

BOOST_AUTO_TEST_CASE(statements_are_asked_for_by_day_month_kind_and_pair) {
    FakeWorld world = with_october();
    const auto days = [&](const std::map<std::string, std::string>& query) {
        return world.get("/statements", query).size("statements");
    };
    BOOST_CHECK_EQUAL(days({}), 16);
    BOOST_CHECK_EQUAL(world.get("/statements").size("months"), 0);
    BOOST_CHECK_EQUAL(days({{"day", "2018-10-16"}}), 1);
    BOOST_CHECK_EQUAL(days({{"month", "2018-10"}, {"kind", "day"}}), 16);
    const Answer of_days = world.get("/statements", {{"month", "2018-10"}, {"kind", "day"}});
    BOOST_CHECK_EQUAL(of_days.text("statements.0.day"), "2018-10-31");
    BOOST_CHECK_EQUAL(days({{"counterparty", "320000"}}), 0);
    BOOST_CHECK_EQUAL(world.get("/statements", {{"month", "2018-10"}, {"platform", "national"}}).size("months"), 0);
    for (const Query& wrong : {Query{{"kind", "month"}}, Query{{"month", "2018-13"}}, Query{{"kind", "year"}},
                               Query{{"day", "2018-10-16"}, {"month", "2018-10"}}})
        BOOST_CHECK_EQUAL(world.get("/statements", wrong).response.status, 400);
}
