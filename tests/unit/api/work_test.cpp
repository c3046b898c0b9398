#include "fake_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using ports::OutboxState;

namespace {

FakeWorld with_work() {
    FakeWorld world;
    world.peers.known = {shanghai()};
    world.doubts.rows = {in_doubt("A"), in_doubt("B")};
    world.outbox.rows = {outbox_row(12, OutboxState::parked), outbox_row(11, OutboxState::parked),
                         outbox_row(10, OutboxState::done)};
    world.status.raised = {{7, "A", "a late yes", {}}, {8, "", "no room on the disk", {}}};
    return world;
}

constexpr std::uint32_t maker_uid = 2, operator_ = 3, checker_uid = 4, both = 5;

}  // namespace

BOOST_AUTO_TEST_CASE(an_open_outcome_is_shown_with_its_age_its_owner_and_its_next_question) {
    FakeWorld world = with_work();
    const Answer answer = world.get("/doubts");
    for (const auto& [path, expected] : std::map<std::string, std::string>{
             {"settlement_id", "A"},
             {"state", "in_doubt"},
             {"platform", "delta"},
             {"other_side", "shanghai"},
             {"total", "1368.83"},
             {"since", "2018-10-16 08:58:30"},
             {"age_seconds", "90"},
             {"asked", "2"},
             {"next_question_at", "2018-10-16 09:00:10"},
             {"last_answer", "GW2002"},
             {"owner", "host:7:abcdef"},
             {"alarmed", "true"},
         })
        BOOST_CHECK_EQUAL(answer.text("doubts.0." + path), expected);
    BOOST_CHECK_EQUAL(world.get("/doubts", {{"limit", "1"}}).size("doubts"), 1);
}

BOOST_AUTO_TEST_CASE(an_undoing_that_is_owed_stands_beside_the_open_outcomes_given_up_or_not) {
    FakeWorld world = with_work();
    BOOST_CHECK_EQUAL(world.get("/doubts").size("owed_undoings"), 0);
    world.doubts.owed = {owed_undoing("D", 2), owed_undoing("E", 16)};
    const Answer answer = world.get("/doubts");
    for (const auto& [path, expected] : std::map<std::string, std::string>{{"0.settlement_id", "D"},
                                                                           {"0.other_side", "shanghai"},
                                                                           {"0.total", "1368.83"},
                                                                           {"0.since", "2018-10-16 08:58:30"},
                                                                           {"0.age_seconds", "90"},
                                                                           {"0.came_to_nothing", "2"},
                                                                           {"0.given_up", "false"},
                                                                           {"1.settlement_id", "E"},
                                                                           {"1.given_up", "true"}})
        BOOST_CHECK_EQUAL(answer.text("owed_undoings." + path), expected);
    BOOST_CHECK_EQUAL(world.get("/doubts", {{"limit", "1"}}).size("owed_undoings"), 1);
}

BOOST_AUTO_TEST_CASE(one_person_orders_a_reversal_and_another_releases_it) {
    FakeWorld world = with_work();
    world.reversals->hold(in_doubt("A").record);
    BOOST_CHECK_EQUAL(world.get("/doubts").text("doubts.0.reversal_order"), "null");
    const Answer ordered = world.post(both, "/doubts/A/reversal", R"({"reason":"no answer for a week"})");
    BOOST_CHECK_EQUAL(ordered.response.status, 200);
    const std::string no = ordered.text("no");
    const Answer listed = world.get("/doubts");
    BOOST_CHECK_EQUAL(listed.text("doubts.0.reversal_order.no"), no);
    BOOST_CHECK_EQUAL(listed.text("doubts.0.reversal_order.reason"), "no answer for a week");
    BOOST_CHECK_EQUAL(listed.text("doubts.0.reversal_order.ordered.by"), "both");
    BOOST_CHECK_EQUAL(listed.text("doubts.1.reversal_order"), "null");
    const Answer cut_short = world.get("/doubts", {{"limit", "1"}});
    BOOST_CHECK_EQUAL(cut_short.size("reversal_orders"), 1);
    BOOST_CHECK_EQUAL(cut_short.text("reversal_orders.0.settlement_id"), "A");

    const std::string release = "/reversal-orders/" + no + "/release";
    const Answer own = world.post(both, release);
    BOOST_CHECK_EQUAL(own.response.status, 403);
    BOOST_REQUIRE_EQUAL(world.audit.events.size(), 1);
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
    BOOST_CHECK_EQUAL(world.audit.events.back().actor, "both");
    const Answer released = world.post(checker_uid, release);
    BOOST_CHECK_EQUAL(released.text("released.by"), "checker");
    BOOST_CHECK_EQUAL(released.text("settlement_state"), "reversing");
    BOOST_CHECK_EQUAL(world.get("/doubts").text("doubts.0.reversal_order"), "null");
}

BOOST_AUTO_TEST_CASE(a_reversal_is_ordered_with_a_reason_by_whom_it_becomes_and_of_a_doubt_only) {
    FakeWorld world = with_work();
    world.reversals->hold(in_doubt("A").record);
    world.reversals->hold(booked("D"));
    const std::string why = R"({"reason":"why"})";
    for (const char* body : {"", "{}", R"({"reason":""})", R"({"reason":7})", R"({"reason":"x","no":1})"})
        BOOST_CHECK_MESSAGE(world.post(maker_uid, "/doubts/A/reversal", body).response.status == 400, body);
    BOOST_CHECK_EQUAL(world.post(checker_uid, "/doubts/A/reversal", why).response.status, 403);
    BOOST_CHECK_EQUAL(world.post(operator_, "/doubts/A/reversal", why).response.status, 403);
    BOOST_CHECK_EQUAL(world.post(maker_uid, "/doubts/X/reversal", why).response.status, 404);
    const Answer of_booked = world.post(maker_uid, "/doubts/D/reversal", why);
    BOOST_CHECK_EQUAL(of_booked.response.status, 409);
    BOOST_CHECK_MESSAGE(of_booked.text("error.detail").find("2601") != std::string::npos, of_booked.response.body);

    const std::string order = "/reversal-orders/" + world.post(maker_uid, "/doubts/A/reversal", why).text("no");
    BOOST_CHECK_EQUAL(world.post(maker_uid, order + "/release").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(checker_uid, order + "/withdraw").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(maker_uid, order + "/withdraw").text("withdrawn.by"), "maker");
    BOOST_CHECK_EQUAL(world.post(checker_uid, order + "/release").response.status, 409);
    BOOST_CHECK_EQUAL(world.post(checker_uid, "/reversal-orders/99/release").response.status, 404);
    BOOST_CHECK_EQUAL(world.post(checker_uid, "/reversal-orders/x/release").response.status, 400);
}

BOOST_AUTO_TEST_CASE(an_age_is_never_negative_whatever_the_clock_does) {
    FakeWorld world = with_work();
    world.clock.time = *parse_local_time("2018-10-16 08:00:00");
    BOOST_CHECK_EQUAL(world.get("/doubts").text("doubts.0.age_seconds"), "0");
}

BOOST_AUTO_TEST_CASE(the_outbox_is_shown_by_state) {
    FakeWorld world = with_work();
    BOOST_CHECK_EQUAL(world.get("/outbox").size("outbox"), 3);
    const Answer parked = world.get("/outbox", {{"state", "parked"}, {"limit", "1"}});
    BOOST_CHECK_EQUAL(parked.size("outbox"), 1);
    for (const auto& [path, expected] : std::map<std::string, std::string>{{"no", "12"},
                                                                           {"settlement_id", "S12"},
                                                                           {"peer", "shanghai"},
                                                                           {"state", "parked"},
                                                                           {"attempts", "3"},
                                                                           {"last_failure", "GW1203"},
                                                                           {"queued_at", "2018-10-13 09:00:00"}})
        BOOST_CHECK_EQUAL(parked.text("outbox.0." + path), expected);
    BOOST_CHECK_EQUAL(world.get("/outbox", {{"state", "withdrawn"}}).size("outbox"), 0);
    BOOST_CHECK_EQUAL(world.get("/outbox", {{"state", "lost"}}).response.status, 400);
}

BOOST_AUTO_TEST_CASE(an_operator_resumes_one_parked_row_or_all_of_a_peer) {
    FakeWorld world = with_work();
    BOOST_CHECK_EQUAL(world.post(operator_, "/outbox/resume", R"({"no":12})").text("resumed"), "1");
    BOOST_CHECK(world.outbox.rows[0].state == OutboxState::pending);
    BOOST_CHECK(world.outbox.rows[0].next_try_at == world.clock.time);
    BOOST_CHECK(world.outbox.rows[1].state == OutboxState::parked);
    BOOST_CHECK_EQUAL(world.post(operator_, "/outbox/resume", R"({"peer":"shanghai"})").text("resumed"), "1");
    BOOST_CHECK_EQUAL(world.post(operator_, "/outbox/resume", R"({"peer":"shanghai"})").text("resumed"), "0");
    BOOST_CHECK_EQUAL(world.outbox.audited.front(), "operator resumed 1");
}

BOOST_AUTO_TEST_CASE(an_order_to_resume_names_exactly_what_is_meant) {
    FakeWorld world = with_work();
    for (const char* body :
         {"", "{", "[]", "{}", R"({"no":"12"})", R"({"no":0})", R"({"no":1.5})", R"({"no":-1})", R"({"peer":7})",
          R"({"peer":"shanghia"})", R"({"peer":""})", R"({"no":12,"peer":"shanghai"})", R"({"all":true})"})
        BOOST_CHECK_MESSAGE(world.post(operator_, "/outbox/resume", body).response.status == 400, body);
    BOOST_CHECK(world.outbox.audited.empty());
}

BOOST_AUTO_TEST_CASE(an_operator_switches_forwarding_and_everybody_sees_it) {
    FakeWorld world = with_work();
    Answer before = world.get("/forwarding");
    BOOST_CHECK_EQUAL(before.text("forwarding.0.on"), "true");
    BOOST_CHECK_EQUAL(before.text("forwarding.0.changed_at"), "null");
    BOOST_CHECK_EQUAL(world.get("/peers").text("peers.0.forwarding"), "true");

    const Answer off = world.post(operator_, "/forwarding", R"({"peer":"shanghai","on":false})");
    BOOST_CHECK_EQUAL(off.text("on"), "false");
    const Answer after = world.get("/forwarding");
    BOOST_CHECK_EQUAL(after.size("forwarding"), 1);
    BOOST_CHECK_EQUAL(after.text("forwarding.0.on"), "false");
    BOOST_CHECK_EQUAL(after.text("forwarding.0.changed_by"), "operator");
    BOOST_CHECK_EQUAL(after.text("forwarding.0.changed_at"), "2018-10-16 09:00:00");
    BOOST_CHECK_EQUAL(world.get("/peers").text("peers.0.forwarding"), "false");
}

BOOST_AUTO_TEST_CASE(a_peer_that_was_switched_and_is_gone_from_the_configuration_is_still_shown) {
    FakeWorld world = with_work();
    world.outbox.switched[PeerName("jiangsu")] = {PeerName("jiangsu"), false, "operator", world.clock.time};
    const Answer answer = world.get("/forwarding");
    BOOST_CHECK_EQUAL(answer.size("forwarding"), 2);
    BOOST_CHECK_EQUAL(answer.text("forwarding.0.peer"), "jiangsu");
    BOOST_CHECK_EQUAL(answer.text("forwarding.0.on"), "false");
}

BOOST_AUTO_TEST_CASE(a_misspelt_peer_is_not_switched_off) {
    FakeWorld world = with_work();
    for (const char* body : {"", "{}", R"({"peer":"shanghia","on":false})", R"({"peer":"shanghai"})",
                             R"({"peer":"shanghai","on":"false"})", R"({"peer":"shanghai","on":false,"x":1})"})
        BOOST_CHECK_MESSAGE(world.post(operator_, "/forwarding", body).response.status == 400, body);
    BOOST_CHECK(world.outbox.switched.empty());
}

BOOST_AUTO_TEST_CASE(an_acknowledged_alarm_is_off_the_list_and_the_first_who_did_it_stands) {
    FakeWorld world = with_work();
    BOOST_CHECK_EQUAL(world.get("/alarms").text("alarms.0.no"), "7");
    const Answer first = world.post(operator_, "/alarms/7/acknowledge");
    BOOST_CHECK_EQUAL(first.text("by"), "operator");
    BOOST_CHECK_EQUAL(first.text("at"), "2018-10-16 09:00:00");
    BOOST_CHECK_EQUAL(world.get("/alarms").size("alarms"), 1);
    BOOST_CHECK_EQUAL(world.get("/alarms").text("alarms.0.no"), "8");
    world.clock.time += std::chrono::minutes(5);
    BOOST_CHECK_EQUAL(world.post(operator_, "/alarms/7/acknowledge").text("at"), "2018-10-16 09:00:00");
}

BOOST_AUTO_TEST_CASE(an_alarm_that_does_not_exist_is_not_acknowledged) {
    FakeWorld world = with_work();
    BOOST_CHECK_EQUAL(world.post(operator_, "/alarms/9/acknowledge").response.status, 404);
    for (const char* no : {"0", "-7", "7x", "seven", "99999999999999999999"})
        BOOST_CHECK_EQUAL(world.post(operator_, std::string("/alarms/") + no + "/acknowledge").response.status, 400);
    BOOST_CHECK(world.status.acknowledged.empty());
}

BOOST_AUTO_TEST_CASE(only_operators_order_and_who_tried_is_on_record) {
    FakeWorld world = with_work();
    BOOST_CHECK_EQUAL(world.post(maker_uid, "/outbox/resume", R"({"no":12})").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(maker_uid, "/forwarding", R"({"peer":"shanghai","on":false})").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(maker_uid, "/alarms/7/acknowledge").response.status, 403);
    BOOST_CHECK(world.outbox.audited.empty() && world.status.acknowledged.empty());
    BOOST_CHECK_EQUAL(world.audit.events.size(), 3);
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
}

BOOST_AUTO_TEST_CASE(without_the_database_the_peers_are_shown_and_work_is_not_guessed) {
    FakeWorld world = with_work();
    world.outbox.down = world.doubts.down = true;
    for (const char* path : {"/doubts", "/outbox", "/forwarding"})
        BOOST_CHECK_EQUAL(world.get(path).response.status, 503);
    BOOST_CHECK_EQUAL(world.post(operator_, "/outbox/resume", R"({"no":12})").response.status, 503);
    BOOST_CHECK_EQUAL(world.post(operator_, "/forwarding", R"({"peer":"shanghai","on":true})").response.status, 503);
    const Answer peers = world.get("/peers");
    BOOST_CHECK_EQUAL(peers.response.status, 200);
    BOOST_CHECK_EQUAL(peers.text("peers.0.forwarding"), "null");
}
