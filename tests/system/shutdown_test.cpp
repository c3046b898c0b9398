#include "tests/system/claim.hpp"
#include "tests/system/world.hpp"

#include <csignal>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

/// A settlement under way: Shanghai books it at once and answers late.
struct SlowSettlement {
    explicit SlowSettlement(int ms) : world(World::instance()) {
        body = visit.open().settle().text();
        ours = world.booked();
        theirs = world.booked_at("shanghai");
        world.fault("shanghai", "slow_reply", "settle", ms);
        auto one = [](World* of, std::string text, std::optional<Reply>* into) -> boost::asio::awaitable<void> {
            auto sending = of->sending(std::move(text));
            *into = co_await std::move(sending);
        };
        boost::asio::co_spawn(world.loop().context(), one(&world, body, &reply), boost::asio::detached);
        // Each question to the peers drives our loop, and with it the settlement.
        BOOST_TEST_REQUIRE(world.comes_true([&] { return world.booked_at("shanghai") == theirs + 1; }));
        BOOST_TEST_REQUIRE(!reply.has_value(), "the answer came before the test could interfere");
    }
    ~SlowSettlement() { world.no_faults(); }

    const Reply& answer() {
        world.loop().run_until([this] { return reply.has_value(); });
        return *reply;
    }

    World& world;
    Visit visit;
    std::string body;
    std::size_t ours = 0, theirs = 0;
    std::optional<Reply> reply;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(system_shutdown)

BOOST_AUTO_TEST_CASE(a_settlement_in_flight_is_finished_and_answered_before_the_daemon_ends) {
    World& world = World::instance();
    SlowSettlement slow(1'200);
    world.signal_gateway(SIGTERM);
    const Reply& answered = slow.answer();
    BOOST_TEST(answered.is_yes(), answered.err_msg);
    BOOST_TEST(world.stop_gateway() == 0);
    BOOST_TEST(!world.send(sign_in()).is_yes(), "it has ended");
    world.start_gateway();
    BOOST_TEST(world.unresolved() == 0);
    BOOST_TEST(world.booked() == slow.ours + 1);
    const Reply again = world.send(slow.body);
    BOOST_TEST((again.output == answered.output), "the frozen answer: " << again.err_msg);
    BOOST_TEST(world.booked_at("shanghai") == slow.theirs + 1);
}

BOOST_AUTO_TEST_CASE(a_settlement_whose_daemon_was_killed_ends_equal_on_both_sides) {
    World& world = World::instance();
    SlowSettlement slow(2'000);
    world.signal_gateway(SIGKILL);
    BOOST_TEST(world.wait_for_gateway(std::chrono::seconds(5)).value_or(-1) == 128 + SIGKILL);
    BOOST_TEST(slow.answer().status == 0U, "nobody can have answered");
    world.no_faults();
    world.start_gateway();
    Reply last;
    BOOST_TEST(world.comes_true([&] {
        last = world.send(slow.body);
        return last.is_yes() || last.code.starts_with("GW1");
    }));
    BOOST_TEST(world.comes_true([&] { return world.unresolved() == 0; }), "nothing is left awaiting an answer");
    BOOST_TEST(world.booked() - slow.ours == world.booked_at("shanghai") - slow.theirs);
    BOOST_TEST(world.booked() == slow.ours + last.is_yes());
    BOOST_TEST(world.send(sign_in()).is_yes());
}

BOOST_AUTO_TEST_SUITE_END()
