#include "tests/system/claim.hpp"
#include "tests/system/slow_reader.hpp"
#include "tests/system/world.hpp"

#include <csignal>
#include <thread>

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

/// Somebody who begins a request at a door and never ends it.
struct HalfARequest {
    HalfARequest(unsigned short port, const tls::CredentialFiles& files) : caller(port, files.certificate, files.key) {
        caller.say("POST /fsi/api/x HTTP/1.1\r\nHost: gateway\r\nContent-Length: 100\r\n\r\nhalf",
                   std::chrono::milliseconds(500));
    }
    SlowReader caller;
};

bool is_open(unsigned short port, const std::string& certificate) {
    const auto files = World::instance().pki().files(certificate);
    try {
        const SlowReader caller(port, files.certificate, files.key);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(system_shutdown)

BOOST_AUTO_TEST_CASE(a_stop_with_requests_that_never_end_at_three_doors_takes_one_limit_and_every_door_shuts_at_once) {
    World& world = World::instance();
    const HalfARequest at_bureau(world.ports().local_bureau, world.pki().files("local-bureau"));
    const HalfARequest at_national(world.ports().national, world.pki().files("national"));
    const HalfARequest at_api(world.ports().api, world.pki().files("finance-maker"));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // until they are read
    const auto begun = std::chrono::steady_clock::now();
    world.signal_gateway(SIGTERM);
    BOOST_TEST(world.comes_true([&] { return !is_open(world.ports().local_bureau, "local-bureau"); }));
    BOOST_TEST(!is_open(world.ports().api, "finance-maker"), "no order is taken while another door drains");
    BOOST_TEST(!is_open(world.ports().national, "national"));
    BOOST_TEST(world.stop_gateway() == 0);
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
    BOOST_TEST(took >= shutdown_limit_ms, "what is in flight has its time: " << took << " ms");
    BOOST_TEST(took < shutdown_limit_ms + 5'000, took << " ms");
    world.start_gateway();
    BOOST_TEST(world.send(sign_in()).is_yes());
}

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

BOOST_AUTO_TEST_CASE(a_daemon_that_leaves_signs_out_of_the_hub_it_had_signed_in_to) {
    World& world = World::instance();
    const auto signed_out = [&] {
        const std::string log = world.log_of_gateway();
        std::size_t times = 0;
        for (auto at = log.find("signed_out"); at != std::string::npos; at = log.find("signed_out", at + 1))
            ++times;
        return times;
    };
    BOOST_TEST_REQUIRE(world.send(Visit(Care::inpatient).person().text()).is_yes());
    const std::size_t before = signed_out();
    BOOST_TEST(world.stop_gateway() == 0);
    BOOST_TEST(signed_out() == before + 1);
    world.start_gateway();
    BOOST_TEST(world.stop_gateway() == 0);
    BOOST_TEST(signed_out() == before + 1, "nobody had signed in");
    world.start_gateway();
}

BOOST_AUTO_TEST_SUITE_END()
