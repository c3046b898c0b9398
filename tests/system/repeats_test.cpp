#include "tests/system/claim.hpp"
#include "tests/system/world.hpp"

#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

/// What each test may leave behind: exactly so many settlements more than it found, on both sides, and nothing open.
struct CountedBooks {
    void setup() {
        ours = World::instance().booked();
        theirs = World::instance().booked_at("shanghai");
    }
    void teardown() {
        World& world = World::instance();
        BOOST_TEST(world.comes_true([&] { return world.unresolved() == 0; }));
        BOOST_TEST(world.booked() == ours + booked);
        BOOST_TEST(world.booked_at("shanghai") == theirs + booked);
        BOOST_TEST(world.send(sign_in()).is_yes());
    }
    std::size_t ours = 0, theirs = 0, booked = 0;
};

std::string settlement_id(const Reply& reply) {
    const json::Value* info = reply.output.find("setlinfo");
    return info == nullptr ? std::string() : text_of(*info, "setl_id");
}

/// Sends all of them at once and waits for every answer.
std::vector<Reply> send_together(std::vector<std::string> bodies) {
    World& world = World::instance();
    std::vector<Reply> replies;
    const std::size_t all = bodies.size();
    for (std::string& body : bodies) {
        auto one = [](World* of, std::string text, std::vector<Reply>* into) -> boost::asio::awaitable<void> {
            auto sending = of->sending(std::move(text));
            Reply reply = co_await std::move(sending);
            into->push_back(std::move(reply));
        };
        boost::asio::co_spawn(world.loop().context(), one(&world, std::move(body), &replies), boost::asio::detached);
    }
    world.loop().run_until([&] { return replies.size() == all; });
    return replies;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(system_repeats, CountedBooks)

BOOST_AUTO_TEST_CASE(the_same_message_twice_gets_the_same_answer_and_one_booking) {
    Visit visit;
    const std::string body = visit.open().settle().text();
    const Reply first = World::instance().send(body), second = World::instance().send(body);
    BOOST_TEST_REQUIRE(first.is_yes(), first.err_msg);
    BOOST_TEST_REQUIRE(second.is_yes(), second.err_msg);
    BOOST_TEST(settlement_id(first) == settlement_id(second));
    BOOST_TEST((first.output == second.output));
    const Reply asked = World::instance().send(visit.query(settlement_id(first)).text());
    BOOST_TEST(settlement_id(asked) == settlement_id(first));
    booked = 1;
}

BOOST_AUTO_TEST_CASE(a_settled_bill_under_a_new_message_is_refused_with_the_first_settlement) {
    Visit visit;
    const Reply first = World::instance().send(visit.open().settle().text());
    BOOST_TEST_REQUIRE(first.is_yes(), first.err_msg);
    const Reply second = World::instance().send(visit.settle().text());
    BOOST_TEST(second.code == "GW1504", second.err_msg);
    BOOST_TEST(second.err_msg.find(settlement_id(first)) != std::string::npos, second.err_msg);
    booked = 1;
}

BOOST_AUTO_TEST_CASE(the_same_message_id_with_other_content_is_refused_and_names_the_fields) {
    Visit visit;
    Message message = visit.open().settle();
    const Reply first = World::instance().send(message.text());
    BOOST_TEST_REQUIRE(first.is_yes(), first.err_msg);
    const Reply other = World::instance().send(message.set_data("medfee_sumamt", json::Number{"89.71"}).text());
    BOOST_TEST(other.code == "GW1101", other.err_msg);
    BOOST_TEST(other.body.find("medfee_sumamt") != std::string::npos, other.body);
    BOOST_TEST(settlement_id(other).empty());
    booked = 1;
}

BOOST_AUTO_TEST_CASE(one_message_sent_64_times_at_once_is_booked_once) {
    Visit visit;
    const std::string body = visit.open().settle().text();
    std::map<std::string, int> ids, codes;
    for (const Reply& reply : send_together(std::vector<std::string>(64, body))) {
        if (reply.is_yes())
            ++ids[settlement_id(reply)];
        else
            ++codes[reply.code.substr(0, 3)];
    }
    for (const auto& [code, count] : codes)
        BOOST_TEST(code == "GW3", count << " answers " << code);
    // On a busy machine all of them may have been told "in doubt"; whoever asks again is told the one outcome.
    Reply again;
    const auto is_told = [&] {
        again = World::instance().send(body);
        return again.is_yes();
    };
    BOOST_TEST_REQUIRE(World::instance().comes_true(is_told, std::chrono::seconds(30)), again.err_msg);
    ++ids[settlement_id(again)];
    BOOST_TEST(ids.size() == 1U);
    booked = 1;
}

BOOST_AUTO_TEST_CASE(one_bill_under_64_messages_at_once_is_booked_once) {
    Visit visit;
    visit.open();
    std::vector<std::string> bodies;
    for (int i = 0; i < 64; ++i)
        bodies.push_back(visit.settle().text());
    std::map<std::string, int> ids;
    for (const Reply& reply : send_together(std::move(bodies))) {
        if (reply.is_yes())
            ++ids[settlement_id(reply)];
        else
            BOOST_TEST((reply.code == "GW1504" || reply.code.starts_with("GW3")), reply.code << reply.err_msg);
    }
    BOOST_TEST(ids.size() == 1U);
    booked = 1;
}

BOOST_AUTO_TEST_CASE(a_settlement_is_cancelled_once_and_the_bill_may_settle_again) {
    Visit visit;
    const Reply first = World::instance().send(visit.open().settle().text());
    BOOST_TEST_REQUIRE(first.is_yes(), first.err_msg);
    const Reply cancelled = World::instance().send(visit.cancel(settlement_id(first)).text());
    BOOST_TEST(cancelled.is_yes(), cancelled.err_msg);
    BOOST_TEST(World::instance().send(visit.cancel(settlement_id(first)).text()).code == "GW1507");
    const Reply again = World::instance().send(visit.settle().text());
    BOOST_TEST(again.is_yes(), again.err_msg);
    booked = 2;  // the cancel and the second settlement; the first is cancelled
}

BOOST_AUTO_TEST_CASE(a_reversed_message_answers_reversed_for_ever) {
    Visit visit;
    const Message message = visit.open().settle();
    BOOST_TEST_REQUIRE(World::instance().send(message.text()).is_yes());
    const Reply reversed = World::instance().send(visit.reverse(message.msgid()).text());
    BOOST_TEST(reversed.is_yes(), reversed.err_msg);
    BOOST_TEST(World::instance().send(message.text()).code == "GW1102");
}

BOOST_AUTO_TEST_CASE(a_reverse_of_a_message_that_never_came_keeps_it_out) {
    Visit visit;
    const Message message = visit.open().settle();
    const Reply fenced = World::instance().send(visit.reverse(message.msgid()).text());
    BOOST_TEST(fenced.is_yes(), fenced.err_msg);
    BOOST_TEST(World::instance().send(message.text()).code == "GW1102");
}

BOOST_AUTO_TEST_SUITE_END()
