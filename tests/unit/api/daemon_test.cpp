#include "fake_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

BOOST_AUTO_TEST_CASE(the_status_shows_the_backlog_and_which_time_it_is) {
    FakeWorld world;
    world.status.figures.in_doubt = 3;
    world.status.figures.parked = 2;
    world.status.figures.doubts_past_alarm = 1;
    const Answer answer = world.get("/status");
    BOOST_CHECK_EQUAL(answer.text("backlog.in_doubt"), "3");
    BOOST_CHECK_EQUAL(answer.text("backlog.oldest_unresolved"), "null");
    BOOST_CHECK_EQUAL(answer.text("backlog.oldest_doubt"), "null");
    BOOST_CHECK_EQUAL(answer.text("backlog.parked"), "2");
    BOOST_CHECK_EQUAL(answer.text("backlog.doubts_past_alarm"), "1");
    BOOST_CHECK_EQUAL(answer.text("business_time"), "2018-10-16 09:00:00");
    BOOST_CHECK_EQUAL(answer.text("business_clock"), "adjustable");
}

BOOST_AUTO_TEST_CASE(the_status_names_the_tables_at_work_and_those_that_should_be) {
    FakeWorld world;
    BOOST_CHECK_EQUAL(world.get("/status").text("mapping_version"), "");
    const std::string first = world.mapping->begin();
    Answer answer = world.get("/status");
    BOOST_CHECK_EQUAL(answer.text("mapping_version"), first);
    BOOST_CHECK_EQUAL(answer.text("mapping_version_due"), "null");

    const Answer made =
        world.job_of(world.post(2, "/mapping/imports", sheet_of_second_drug("0.1"),
                                {{"kind", "drug"}, {"valid_from", "2018-10-16"}, {"origin", "notice"}}));
    const std::string second = made.text("result.version.id");
    ports::MappingActivation unread;
    unread.no = world.mapping->store.activated.back().no + 1;
    unread.version = second;
    unread.effective_at = world.clock.time;
    world.mapping->store.activated.push_back(unread);
    answer = world.get("/status");
    BOOST_CHECK_EQUAL(answer.text("mapping_version"), first);
    BOOST_CHECK_EQUAL(answer.text("mapping_version_due"), second);
}

BOOST_AUTO_TEST_CASE(an_operator_puts_the_business_clock_forward_on_record) {
    FakeWorld world;
    const Answer answer = world.post(3, "/clock/advance", R"({"to":"2018-10-17 00:05:00"})");
    BOOST_CHECK_EQUAL(answer.text("business_time"), "2018-10-17 00:05:00");
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "clock_advanced");
    BOOST_CHECK_EQUAL(world.audit.events.back().actor, "operator");
    BOOST_CHECK_EQUAL(world.post(3, "/clock/advance", R"({"to":"2018-10-16 00:00:00"})").response.status, 400);
}

BOOST_AUTO_TEST_CASE(real_time_is_not_advanced) {
    FakeWorld world;
    world.clock_is_adjustable = false;
    BOOST_CHECK_EQUAL(world.post(3, "/clock/advance", R"({"to":"2018-10-17 00:05:00"})").response.status, 409);
    BOOST_CHECK_EQUAL(world.get("/status").text("business_clock"), "real");
}

BOOST_AUTO_TEST_CASE(a_broken_body_is_refused_and_changes_nothing) {
    FakeWorld world;
    for (const char* body : {"", "{", "[]", "{}", R"({"to":5})", R"({"to":"soon"})", R"({"to":"2018-10-17","x":1})"})
        BOOST_CHECK_EQUAL(world.post(3, "/clock/advance", body).response.status, 400);
    BOOST_CHECK(world.clock.time == *parse_local_time("2018-10-16 09:00:00"));
    BOOST_CHECK(world.audit.events.empty());
}

BOOST_AUTO_TEST_CASE(peers_certificates_alarms_and_audit_are_shown) {
    FakeWorld world;
    world.peers.known.push_back(shanghai());
    world.peers.held.push_back({"crl", "", "", "", *parse_local_time("2026-01-01"), 5, true});
    world.status.raised.push_back({7, "S", "late yes", {}});
    world.audit.events.push_back({{}, "clock_advanced", "operator", "x", "y"});
    BOOST_CHECK_EQUAL(world.get("/peers").text("peers.0.addresses.0"), "h:1");
    BOOST_CHECK_EQUAL(world.get("/certificates").text("certificates.0.days_left"), "5");
    BOOST_CHECK_EQUAL(world.get("/certificates").text("certificates.0.alarm"), "true");
    BOOST_CHECK_EQUAL(world.get("/alarms").text("alarms.0.text"), "late yes");
    BOOST_CHECK_EQUAL(world.get("/audit", {{"limit", "10"}}).text("events.0.actor"), "operator");
}

BOOST_AUTO_TEST_CASE(unknown_paths_and_methods_are_told_apart) {
    FakeWorld world;
    BOOST_CHECK_EQUAL(world.get("/nothing").response.status, 404);
    http::Request elsewhere;
    elsewhere.method = "GET";
    elsewhere.path = "/status";
    elsewhere.socket_uid = 1;
    BOOST_CHECK_EQUAL(world.call(elsewhere).response.status, 404);
    const Answer wrong_method = world.post(2, "/status");
    BOOST_CHECK_EQUAL(wrong_method.response.status, 405);
    BOOST_CHECK_EQUAL(wrong_method.response.headers.at("allow"), "GET");
}

BOOST_AUTO_TEST_CASE(a_misspelt_deadline_is_answered_with_the_names_there_are) {
    FakeWorld world;
    world.mapping->begin();
    const Answer answer = world.get("/calendar/deadline", {{"name", "to_finanse"}});
    BOOST_CHECK_EQUAL(answer.text("error.code"), "GW1008");
    BOOST_CHECK_NE(answer.text("error.detail").find("to_finance"), std::string::npos);
}
