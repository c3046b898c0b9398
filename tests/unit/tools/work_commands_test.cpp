#include "tests/unit/tools/terminal.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using ports::OutboxState;

namespace {

Terminal of_an_operator() {
    Terminal terminal;
    terminal.uid = 3;
    terminal.world.peers.known = {shanghai()};
    terminal.world.outbox.rows = {outbox_row(12, OutboxState::parked), outbox_row(11, OutboxState::parked)};
    terminal.world.status.raised = {{7, "A", "a late yes", {}}};
    return terminal;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_status_says_what_waits_for_a_hand_and_which_tables_are_at_work) {
    Terminal terminal;
    terminal.world.status.figures.parked = 41;
    terminal.world.status.figures.doubts_past_alarm = 42;
    const std::string version = terminal.world.mapping->begin();
    const Outcome outcome = terminal.run({"status"});
    for (const std::string& part : {std::string("41"), std::string("42"), version})
        BOOST_CHECK_MESSAGE(outcome.says(part), outcome.out);
    BOOST_CHECK(!outcome.says("not loaded"));
}

BOOST_AUTO_TEST_CASE(an_age_of_days_says_so) {
    Terminal terminal;
    terminal.world.doubts.rows = {in_doubt("C")};
    terminal.world.clock.time += std::chrono::hours(50);
    const Outcome outcome = terminal.run({"doubt", "list"});
    BOOST_CHECK_MESSAGE(outcome.says("2d 02:01:30"), outcome.out);
}

BOOST_AUTO_TEST_CASE(an_open_outcome_shows_who_asks_what_it_is_and_what_may_be_done) {
    Terminal terminal;
    terminal.world.doubts.rows = {in_doubt("C")};
    const Outcome doubtful = terminal.run({"doubt", "list"});
    for (const char* part : {"host:7:abcdef", "GW2002", "外来就医", "2601"})
        BOOST_CHECK_MESSAGE(doubtful.says(part), part << " lacks in\n" << doubtful.out);
    BOOST_CHECK(!doubtful.says("冲正 msgid"));
    terminal.world.doubts.rows.front().record.state = SettlementState::reversing;
    const Outcome reversing = terminal.run({"doubt", "list"});
    BOOST_CHECK_MESSAGE(reversing.says("冲正 msgid") && !reversing.says("2601"), reversing.out);
    terminal.world.doubts.rows.clear();
    BOOST_CHECK_EQUAL(terminal.run({"doubt", "list"}).out, "（无）\n");
}

BOOST_AUTO_TEST_CASE(an_undoing_that_is_owed_is_listed_when_nobody_looks_at_its_alarm_any_more) {
    Terminal terminal = of_an_operator();
    BOOST_CHECK(!terminal.run({"doubt", "list"}).says("待本方撤销"));
    terminal.world.doubts.owed = {owed_undoing("D", 16)};
    const Outcome outcome = terminal.run({"doubt", "list"});
    for (const char* part : {"待本方撤销", "D", "16", "1368.83", "是", "2208"})
        BOOST_CHECK_MESSAGE(outcome.says(part), part << " lacks in\n" << outcome.out);
}

BOOST_AUTO_TEST_CASE(a_doubt_is_ordered_to_be_reversed_by_one_and_released_by_another) {
    Terminal terminal;
    terminal.world.doubts.rows = {in_doubt("C")};
    terminal.world.reversals->hold(in_doubt("C").record);
    BOOST_CHECK(terminal.run({"doubt", "reverse", "C", "--reason", "why"}).complains("needs the role maker"));
    terminal.uid = 2;
    BOOST_CHECK_EQUAL(terminal.run({"doubt", "reverse", "C"}).status, 2);
    const Outcome ordered = terminal.run({"doubt", "reverse", "C", "--reason", "一周无应答"});
    BOOST_CHECK_EQUAL(ordered.status, 0);
    for (const char* part : {"一周无应答", "maker", "结果未知"})
        BOOST_CHECK_MESSAGE(ordered.says(part), part << " lacks in\n" << ordered.out);
    const std::string no = std::to_string(terminal.world.reversals->books.reversal_orders.begin()->first);
    const Outcome listed = terminal.run({"doubt", "list"});
    for (const char* part : {"一周无应答", "maker", "doubt release"})
        BOOST_CHECK_MESSAGE(listed.says(part), part << " lacks in\n" << listed.out);
    BOOST_CHECK_EQUAL(terminal.run({"doubt", "release", no}).status, 1);
    terminal.uid = 4;
    const Outcome released = terminal.run({"doubt", "release", no});
    BOOST_CHECK_MESSAGE(released.status == 0 && released.says("checker") && released.says("冲正中"), released.out);
    terminal.uid = 2;
    const Outcome late = terminal.run({"doubt", "withdraw", no});
    BOOST_CHECK_MESSAGE(late.status == 1 && late.complains("checker has released it"), late.err);
}

BOOST_AUTO_TEST_CASE(all_parked_rows_of_a_peer_are_resumed_at_once) {
    Terminal terminal = of_an_operator();
    BOOST_CHECK_EQUAL(terminal.run({"outbox", "resume", "--peer", "shanghai"}).out, "2 to be sent again\n");
    const Outcome again = terminal.run({"outbox", "resume", "--peer", "shanghai"});
    BOOST_CHECK_EQUAL(again.out, "nothing was parked there\n");
    BOOST_CHECK_EQUAL(again.status, 0);
    BOOST_CHECK_EQUAL(terminal.run({"--json", "outbox", "resume", "--no", "5"}).out, "{\"resumed\":0}\n");
}

BOOST_AUTO_TEST_CASE(the_list_of_peers_shows_the_switch) {
    Terminal terminal = of_an_operator();
    BOOST_CHECK(terminal.run({"peer", "list"}).says("是"));
    BOOST_CHECK_EQUAL(terminal.run({"peer", "forwarding", "shanghai", "off"}).out, "forwarding to shanghai is off\n");
    const Outcome outcome = terminal.run({"peer", "list"});
    BOOST_CHECK_MESSAGE(outcome.says("否") && !outcome.says("是"), outcome.out);
    BOOST_CHECK_EQUAL(terminal.run({"peer", "forwarding", "shanghai", "on"}).out, "forwarding to shanghai is on\n");
    BOOST_CHECK_EQUAL(terminal.run({"peer", "forwarding", "shanghia", "off"}).status, 1);
}

BOOST_AUTO_TEST_CASE(an_acknowledged_alarm_is_listed_no_more) {
    Terminal terminal = of_an_operator();
    BOOST_CHECK(terminal.run({"alarm", "list"}).says("a late yes"));
    BOOST_CHECK_EQUAL(terminal.run({"alarm", "acknowledge", "7"}).status, 0);
    BOOST_CHECK(!terminal.run({"alarm", "list"}).says("a late yes"));
    BOOST_CHECK_EQUAL(terminal.run({"alarm", "acknowledge", "8"}).status, 1);
}

BOOST_AUTO_TEST_CASE(an_order_without_the_role_is_status_one) {
    Terminal terminal = of_an_operator();
    terminal.uid = 2;
    for (const std::vector<std::string>& order : {std::vector<std::string>{"outbox", "resume", "--no", "12"},
                                                  std::vector<std::string>{"peer", "forwarding", "shanghai", "off"},
                                                  std::vector<std::string>{"alarm", "acknowledge", "7"}}) {
        const Outcome outcome = terminal.run(order);
        BOOST_CHECK_EQUAL(outcome.status, 1);
        BOOST_CHECK_MESSAGE(outcome.complains("needs the role operator"), outcome.err);
    }
    BOOST_CHECK(terminal.world.outbox.audited.empty());
}
