#include "gateway/domain/calendar.hpp"
#include "tests/faults/comparison.hpp"
#include "tests/system/claim.hpp"
#include "tests/system/clearing_day.hpp"
#include "tests/system/world.hpp"

#include <algorithm>
#include <csignal>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A second daemon beside the world's own, on the same database, at doors of its own.
struct TwoDaemons {
    TwoDaemons()
        : world(World::instance()),
          ports(World::new_ports()),
          second(world.start_daemon("second", ports)),
          to_first(world.client(world.ports().local_bureau, "local-bureau")),
          to_second(world.client(ports.local_bureau, "local-bureau")),
          before(read_books(world)) {}
    ~TwoDaemons() {
        for (auto* client : {to_first.get(), to_second.get()})
            world.loop().run(client->stop());
        second.signal(SIGTERM);
        BOOST_TEST(second.wait(seconds(20)).value_or(-1) == 0);
        BOOST_TEST(world.comes_true([this] { return world.unresolved() == 0; }, seconds(30)));
        const Findings findings = compare(read_books(world));
        BOOST_TEST(findings.nothing(), findings.text());
    }

    Reply send(http::Client& to, const std::string& body) {
        return world.loop().run(world.sending_over(to, body, seconds(15)));
    }
    std::size_t newly_booked() { return read_books(world).booked - before.booked; }

    World& world;
    World::Ports ports;
    Process second;
    std::unique_ptr<http::Client> to_first, to_second;
    AllBooks before;
};

std::string settlement_id(const Reply& reply) {
    const json::Value* info = reply.output.find("setlinfo");
    return info == nullptr ? std::string() : text_of(*info, "setl_id");
}

boost::asio::awaitable<void> send_one(World& world, http::Client& to, std::string body, std::vector<Reply>& into) {
    auto sending = world.sending_over(to, std::move(body), seconds(15));
    Reply reply = co_await std::move(sending);
    into.push_back(std::move(reply));
}

/// All of them at once, turn by turn over both daemons. What is answered is added to `replies`, which outlives it.
void begin_sending(TwoDaemons& both, const std::vector<std::string>& bodies, std::vector<Reply>& replies) {
    for (std::size_t i = 0; i < bodies.size(); ++i)
        boost::asio::co_spawn(both.world.loop().context(),
                              send_one(both.world, i % 2 == 0 ? *both.to_first : *both.to_second, bodies[i], replies),
                              boost::asio::detached);
}

std::vector<Reply> send_together(TwoDaemons& both, const std::vector<std::string>& bodies) {
    std::vector<Reply> replies;
    begin_sending(both, bodies, replies);
    both.world.loop().run_until([&] { return replies.size() == bodies.size(); });
    return replies;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(two_daemons_of_one_database, TwoDaemons)

BOOST_AUTO_TEST_CASE(the_same_message_gets_the_same_answer_of_either) {
    Visit visit;
    const std::string body = visit.open().settle().text();
    const Reply first = send(*to_first, body), second_time = send(*to_second, body), third = send(*to_first, body);
    BOOST_TEST_REQUIRE(first.is_yes(), first.err_msg);
    BOOST_TEST((second_time.output == first.output), second_time.err_msg);
    BOOST_TEST((third.output == first.output), third.err_msg);
    BOOST_TEST(second_time.body == first.body);
    BOOST_TEST(third.body == first.body);
    // A stay that one registered is settled by the other, cancelled by the first, and both say so.
    const Reply cancelled = send(*to_second, visit.cancel(settlement_id(first)).text());
    BOOST_TEST(cancelled.is_yes(), cancelled.err_msg);
    BOOST_TEST(send(*to_first, visit.cancel(settlement_id(first)).text()).code == "GW1507");
    BOOST_TEST((send(*to_second, body).output == first.output), "a booked answer is frozen, also after a cancel");
}

BOOST_AUTO_TEST_CASE(a_no_of_one_is_told_by_the_other_to_the_byte) {
    Visit visit;
    const Message settlement = visit.open().settle();
    const Reply booked = send(*to_first, settlement.text());
    BOOST_TEST_REQUIRE(booked.is_yes(), booked.err_msg);
    const std::string once_more = visit.settle().text();
    const Reply refused = send(*to_first, once_more);
    BOOST_TEST(refused.code == "GW1504", refused.err_msg);
    BOOST_TEST(send(*to_second, once_more).body == refused.body);

    // Reversed by the one, told first by the other: from then on both say it in the same bytes.
    const std::string reverse = visit.reverse(settlement.msgid()).text();
    const Reply undone = send(*to_second, reverse);
    BOOST_TEST(undone.is_yes(), undone.err_msg);
    BOOST_TEST(send(*to_first, reverse).body == undone.body);
    const Reply reversed = send(*to_first, settlement.text());
    BOOST_TEST(reversed.code == "GW1102", reversed.err_msg);
    BOOST_TEST(send(*to_second, settlement.text()).body == reversed.body);
    BOOST_TEST(send(*to_second, once_more).body == refused.body, "and what was refused stays so");
}

BOOST_AUTO_TEST_CASE(one_message_sent_64_times_at_once_over_both_is_booked_once) {
    Visit visit;
    const std::string body = visit.open().settle().text();
    std::set<std::string> ids;
    for (const Reply& reply : send_together(*this, std::vector<std::string>(64, body))) {
        if (reply.is_yes())
            ids.insert(settlement_id(reply));
        else
            BOOST_TEST((reply.code.starts_with("GW3") || reply.code.starts_with("GW2")), reply.err_msg);
    }
    const Reply again = send(*to_second, body);
    BOOST_TEST_REQUIRE(again.is_yes(), again.err_msg);
    ids.insert(settlement_id(again));
    BOOST_TEST(ids.size() == 1U);
    BOOST_TEST(newly_booked() == 1U);
}

BOOST_AUTO_TEST_CASE(one_bill_under_64_messages_at_once_over_both_is_booked_once) {
    Visit visit;
    visit.open();
    std::vector<std::string> bodies;
    for (int i = 0; i < 64; ++i)
        bodies.push_back(visit.settle().text());
    std::set<std::string> ids;
    for (const Reply& reply : send_together(*this, bodies)) {
        if (reply.is_yes())
            ids.insert(settlement_id(reply));
        else
            BOOST_TEST((reply.code == "GW1504" || reply.code.starts_with("GW3") || reply.code.starts_with("GW2")),
                       reply.err_msg);
    }
    BOOST_TEST(ids.size() == 1U);
    BOOST_TEST(newly_booked() == 1U);
}

BOOST_AUTO_TEST_CASE(what_one_left_undone_when_it_was_killed_the_other_takes_over) {
    Visit visit;
    const std::string body = visit.open().settle().text();
    const auto theirs = world.booked_at("shanghai");
    world.fault("shanghai", "slow_reply", "settle", settle_limit_ms - 500);
    std::vector<Reply> unanswered;
    boost::asio::co_spawn(world.loop().context(), send_one(world, *to_second, body, unanswered), boost::asio::detached);
    BOOST_TEST_REQUIRE(world.comes_true([&] { return world.booked_at("shanghai") == theirs + 1; }));
    second.signal(SIGKILL);
    BOOST_TEST(second.wait(seconds(5)).value_or(0) == 128 + SIGKILL);
    world.loop().run_until([&] { return !unanswered.empty(); });
    BOOST_TEST(unanswered.front().status == 0U, "nobody can have answered");
    world.no_faults();

    // Nobody asks for it but the daemon that lives.
    BOOST_TEST(world.comes_true([&] { return world.unresolved() == 0; }, seconds(30)), "it is resolved");
    BOOST_TEST(newly_booked() == 1U);
    const Reply known = send(*to_first, body);
    BOOST_TEST(known.is_yes(), known.err_msg);
    const auto outbox_is_empty = [&] { return text_of(*world.ctl("status").find("backlog"), "outbox") == "0"; };
    BOOST_TEST(world.comes_true(outbox_is_empty, seconds(30)), "and its fee lines are forwarded");
    second = world.start_daemon("second", ports);
    BOOST_TEST((send(*to_second, body).output == known.output), "the restarted one answers alike");
}

BOOST_AUTO_TEST_CASE(of_64_settlements_over_both_with_one_killed_in_the_middle_none_is_lost_or_doubled) {
    std::vector<Visit> visits(64);
    std::vector<std::string> bodies;
    for (Visit& visit : visits)
        bodies.push_back(visit.open().settle().text());
    std::vector<Reply> replies;
    begin_sending(*this, bodies, replies);
    world.loop().run_until([&] { return replies.size() >= 3; });
    second.signal(SIGKILL);
    second.wait(seconds(5));
    world.loop().run_until([&] { return replies.size() == bodies.size(); });
    BOOST_TEST(std::ranges::count(replies, 0U, &Reply::status) >= 1, "it was killed with something in work");
    // Each hospital asks again under its message id, at the daemon that lives.
    std::set<std::string> ids;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        Reply reply;
        const auto is_final = [&] {
            reply = send(*to_first, bodies[i]);
            return reply.is_yes() || reply.code.starts_with("GW1");
        };
        BOOST_TEST(world.comes_true(is_final, seconds(30)), reply.err_msg);
        if (reply.code == "GW1102") {  // it was fenced before it was known: once more, under a new id
            bodies[i] = visits[i].settle().text();
            BOOST_TEST(world.comes_true(is_final, seconds(30)), reply.err_msg);
        }
        BOOST_TEST(reply.is_yes(), reply.err_msg);
        ids.insert(settlement_id(reply));
    }
    BOOST_TEST(ids.size() == bodies.size());
    BOOST_TEST(newly_booked() == bodies.size());
    second = world.start_daemon("second", ports);
}

BOOST_AUTO_TEST_CASE(a_day_that_both_close_at_once_has_one_statement) {
    const std::string day = "2018-10-16";
    world.advance_clocks("2018-10-17 00:40:00");
    const Ran advanced = world.try_ctl("clock advance --to 2018-10-17 00:40:00", "second.sock");
    BOOST_TEST(advanced.exit_code == 0, advanced.output);
    const auto close_at = [&](const char* socket) {
        return Process({World::binary("gatewayctl"), "--json", "--socket", world.file(socket).string(), "day", "close",
                        "--platform", "delta", "--counterparty", "310000", "--direction", "visitor", "--day", day},
                       {}, world.file(std::string(socket) + ".close"));
    };
    Process closing_first = close_at("gateway.sock"), closing_second = close_at("second.sock");
    const int codes[] = {closing_first.wait(seconds(60)).value_or(-1), closing_second.wait(seconds(60)).value_or(-1)};
    BOOST_TEST((codes[0] == 0 || codes[1] == 0), read_file(world.file("gateway.sock.close"))
                                                     << read_file(world.file("second.sock.close")));
    // Whichever was second may have been told to wait; asked again, both tell the same statement.
    const Ran first =
        world.try_ctl("day close --platform delta --counterparty 310000 --direction visitor --day " + day);
    const Ran second_time = world.try_ctl(
        "day close --platform delta --counterparty 310000 --direction visitor --day " + day, "second.sock");
    BOOST_TEST(first.exit_code == 0, first.output);
    BOOST_TEST(first.output == second_time.output);
    check_statement("delta-310000-visitor", day, "agreed");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == of_book("shanghai", day, "33"));
    std::size_t statements = 0;
    for (const json::Value& row : *world.ctl("statement list").find("statements")->as_array())
        statements += json::write(row).find(statement_id("delta-310000-visitor", day)) != std::string::npos;
    BOOST_TEST(statements == 1U);
}

/// Both run the schedule while it lives.
struct BothSchedule {
    explicit BothSchedule(TwoDaemons& the_two) : both(the_two) { restart(true, {}); }
    ~BothSchedule() { restart(false, {}); }

    void restart(bool on, std::vector<std::string> environment_of_second) {
        World::surroundings().days_close_by_themselves = on;
        BOOST_TEST(both.world.stop_gateway() == 0);
        both.second.signal(SIGTERM);
        both.second.wait(seconds(20));
        both.world.start_gateway();
        both.second = both.world.start_daemon("second", both.ports, std::move(environment_of_second));
    }
    /// Midnight at both, and at the peers.
    void turn_to(const std::string& moment) {
        both.world.advance_clocks(moment);
        both.world.try_ctl("clock advance --to " + moment, "second.sock");
    }
    /// The second has midnight while the first has not: it is the one that closes, and dies of it.
    bool second_dies_at(const std::string& midnight) {
        both.world.peers("POST", "/clock/advance", fmt::format(R"({{"to":"{}"}})", midnight));
        both.world.try_ctl("clock advance --to " + midnight, "second.sock");
        const bool has_died = both.world.comes_true([this] { return second_has_died(); }, seconds(30));
        both.world.ctl("clock advance --to " + midnight);
        return has_died;
    }
    bool second_has_died() { return both.second.wait(milliseconds(0)).value_or(0) == 128 + SIGKILL; }
    /// `most_orders`: a daemon that died had ordered it before the other one did.
    void closes_once(const std::string& day, int most_orders = 1) {
        const std::string id = statement_id("delta-310000-visitor", day);
        const auto stated = [&] { return both.world.try_ctl("statement show " + id).exit_code == 0; };
        BOOST_TEST(both.world.comes_true(stated, seconds(60)), day << " closes");
        check_statement("delta-310000-visitor", day, "agreed");
        BOOST_TEST(of_statement(id) == of_book("shanghai", day, "33"));
        int orders = 0;
        for (const json::Value& event : *both.world.ctl("audit tail --limit 1000").find("events")->as_array())
            orders += text_of(event, "event") == "day_close_ordered" && text_of(event, "subject") == id;
        BOOST_TEST((orders >= 1 && orders <= most_orders), day << " was ordered " << orders << " times");
        // Asking both again changes nothing.
        BOOST_TEST(both.world.comes_true([&] { return !is_planned(day); }, seconds(30)), "nothing is left to do");
    }
    bool is_planned(const std::string& day) {
        for (const json::Value& run : *both.world.ctl("day schedule").find("runs")->as_array())
            if (text_of(run, "period") == "delta/310000/visitor/" + day) return true;
        return false;
    }

    TwoDaemons& both;
};

BOOST_AUTO_TEST_CASE(days_that_both_close_by_themselves_close_once_each_also_when_one_dies_in_the_middle) {
    BothSchedule schedule(*this);
    const auto settle_one = [&] {
        Visit visit;
        const Reply reply = send(*to_first, visit.open().settle().text());
        BOOST_TEST(reply.is_yes(), reply.err_msg);
    };
    settle_one();
    schedule.turn_to("2018-10-18 00:00:30");
    schedule.closes_once("2018-10-17");
    schedule.turn_to("2018-10-19 00:00:30");
    schedule.closes_once("2018-10-18");  // an empty day
    // The second dies wherever it is when it has asked Shanghai; the first ends what it had begun.
    for (const char* day : {"2018-10-19", "2018-10-20"}) {
        schedule.restart(true, {"GATEWAY_DIE_AT=request.day_close.answer_read"});
        settle_one();
        BOOST_TEST(schedule.second_dies_at(Date::parse(day).value().next().to_text() + " 00:00:30"), day);
        schedule.closes_once(day, 2);
    }
}

BOOST_AUTO_TEST_SUITE_END()
