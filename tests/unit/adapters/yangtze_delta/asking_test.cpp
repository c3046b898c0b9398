// Our questions: how much time the partner is told, and what becomes of those nobody waits for any more.
#include "adapters/yangtze_delta/envelope.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "two_gateways.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_asking)

BOOST_AUTO_TEST_CASE(a_partner_gets_less_time_than_we_have_and_nothing_goes_when_none_is_left) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    const auto before = std::chrono::steady_clock::now();
    BOOST_TEST(world.settle("M1", "B1", 5s).has_value());
    BOOST_CHECK(world.desk.last_call->deadline < before + 5s);
    const auto hopeless = world.settle("M2", "B2", 50ms);
    BOOST_CHECK(hopeless.error().code == ErrorCode::too_little_time);
    BOOST_TEST(world.desk.times("settle") == 1u);
}

BOOST_AUTO_TEST_CASE(the_time_a_question_waited_for_its_place_is_taken_off_what_the_partner_is_told) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_in_flight = 1;
    world.start_server(std::move(settings));
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    const auto next = world.settle_meanwhile("M2", "B2", 10s);
    const auto asked_at = std::chrono::steady_clock::now();
    world.loop.run_until([&] { return std::chrono::steady_clock::now() >= asked_at + 300ms; });
    const auto released_at = std::chrono::steady_clock::now();
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow).has_value());
    BOOST_TEST(world.wait_for(next).has_value());
    wire::Envelope told;
    BOOST_REQUIRE(parse(world.ningbo_log.admitted.at(1).body, told).has_value());
    const std::chrono::milliseconds travel = world.client_settings(0).travel;
    BOOST_CHECK(std::chrono::milliseconds(told.deadline_ms()) <= asked_at + 10s - released_at - travel);
    BOOST_TEST(told.deadline_ms() > 0u);
}

BOOST_AUTO_TEST_CASE(a_question_whose_place_comes_too_late_is_not_sent_and_the_next_one_is) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_in_flight = 1;
    world.start_server(std::move(settings));
    ClientSettings asking = world.client_settings(world.server->port());
    asking.least_time = 5s;
    world.start_client(std::move(asking));
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    const auto late = world.settle_meanwhile("M2", "B2", 6'100ms);
    const auto asked_at = std::chrono::steady_clock::now();
    const auto next = world.settle_meanwhile("M3", "B3", 15s);
    world.loop.run_until([&] { return std::chrono::steady_clock::now() >= asked_at + 1'100ms; });
    BOOST_TEST(!late->result.has_value(), "it waits for its place");
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow).has_value());
    BOOST_CHECK(world.wait_for(late).error().code == ErrorCode::too_little_time);
    BOOST_TEST(world.wait_for(next).has_value());
    BOOST_TEST(world.shanghai_log.outcomes[2] == Names{"not_sent"}, boost::test_tools::per_element());
    Names arrived;
    for (const auto& message : world.ningbo_log.admitted)
        arrived.push_back(message.key.message.text);
    BOOST_TEST(arrived == (Names{"M1", "M3"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_question_that_a_silent_store_holds_may_outlive_its_client) {
    bool is_held = false;
    bool is_destroyed = false;
    {
        TwoGateways world;
        world.start_client(world.client_settings(0));
        ports::LegOfSettlement leg = world.leg("M1");
        const auto destroyed = std::shared_ptr<bool>(&is_destroyed, [](bool* flag) { *flag = true; });
        leg.keep = [executor = world.loop.executor(), &is_held,
                    destroyed](ports::OutboundMessage) -> awaitable<Result<MessageNo>> {
            Signal never(executor);
            is_held = true;
            co_await never.wait();
            co_return MessageNo(1);
        };
        boost::asio::co_spawn(world.loop.context(), world.client->settle(std::move(leg), sample_claim()),
                              [](std::exception_ptr, const Result<SettledBill>&) {});
        world.loop.run_until([&] { return is_held; });
        world.client.reset();
        BOOST_TEST(!is_destroyed);
    }
    // With the io_context, after its client: what it touches then has to be its own (the address sanitizer judges).
    BOOST_TEST(is_destroyed);
}

BOOST_AUTO_TEST_SUITE_END()
