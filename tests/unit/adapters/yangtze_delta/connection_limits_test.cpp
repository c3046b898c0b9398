// What a partner may take of us: frames, connections, time to read.
#include "adapters/yangtze_delta/element_limit.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "raw_partner.hpp"
#include "two_gateways.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

BOOST_AUTO_TEST_SUITE(delta_connection_limits)

BOOST_AUTO_TEST_CASE(frames_beyond_the_rate_are_answered_busy_and_read_no_faster) {
    TwoGateways world;
    async::AdmissionLimits limits;
    limits.of_a_peer = {8, 50, 8};
    async::Admission admission(world.loop.executor(), limits);
    world.start_server(world.server_settings(), &admission);
    RawPartner raw = RawPartner::connect(world);
    raw.read(world);
    wire::Envelope ping;
    Heading heading;
    heading.sender = DivisionCode("310000");
    heading.receiver = DivisionCode("330200");
    heading.message = MessageId("P");
    std::string bytes;
    constexpr std::uint64_t frames = 30;
    for (heading.correlation = 1; heading.correlation <= frames; ++heading.correlation) {
        write(heading, ping);
        ping.mutable_ping_request();
        bytes += framed(serialized(ping));
    }
    const auto begin = std::chrono::steady_clock::now();
    raw.write(world, bytes);
    std::uint64_t busy = 0;
    for (std::uint64_t i = 0; i < frames; ++i) {
        const wire::Envelope answer = raw.read(world);
        if (!answer.has_error()) continue;
        ++busy;
        BOOST_TEST(answer.error().code() == "GW2004");
        BOOST_TEST(answer.error().retry_after_ms() >= 50u);
    }
    BOOST_TEST(busy >= 1u);
    BOOST_TEST(world.server->counts().busy == busy);
    // Eight at once and fifty a second is what is let in; each busy one costs its sender the time it is told before the
    // next is read.
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    BOOST_TEST(static_cast<double>(frames - busy) <= 8 + 50 * took.count() + 1);
    BOOST_TEST(took.count() >= 0.05 * static_cast<double>(busy - 1));
}

BOOST_AUTO_TEST_CASE(a_frame_that_trickles_is_cut_even_while_requests_are_in_flight) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.frame_limit = 100ms;
    world.start_server(std::move(settings));
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    RawPartner raw = RawPartner::connect(world);
    raw.read(world);
    wire::Envelope again;
    BOOST_REQUIRE(parse(world.ningbo_log.admitted.at(0).body, again).has_value());
    raw.send(world, again);
    world.loop.run_until([&] { return world.desk.asked.size() == 2; });
    raw.write(world, std::string("\0\0\1", 3));
    world.loop.run_until([&] { return world.server->counts().broken_frames == 1; });
    BOOST_TEST(world.server->counts().in_flight == 2u);
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow).has_value());
    world.loop.run_until([&] { return world.server->counts().connections == 1; });
}

BOOST_AUTO_TEST_CASE(a_partner_that_does_not_read_is_cut_and_its_work_is_kept) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_queued_bytes = 1'000;
    settings.write_limit = 300ms;
    world.start_server(std::move(settings));
    RawPartner raw = RawPartner::connect(world);
    raw.read(world);
    // Answers that no buffer holds: unread they stay in the queue, and nothing more is read.
    world.desk.query_result.state = QueryResult::State::refused;
    world.desk.query_result.refusal = Error{ErrorCode::over_limit, std::string(2'000'000, 'x'), {}, {}};
    for (std::uint64_t i = 1; i <= 20; ++i)
        raw.send(world, query(i, "Q" + std::to_string(i)));
    world.loop.run_until([&] { return world.server->counts().connections == 0; });
    BOOST_TEST(world.server->counts().in_flight == 0u);
    BOOST_TEST(world.ningbo_log.admitted.size() >= 1u);
    BOOST_TEST(world.ningbo_log.admitted.size() < 20u, "it was read to the end");
}

BOOST_AUTO_TEST_CASE(a_frame_of_too_many_elements_is_refused_by_its_correlation_and_the_server_serves_on) {
    TwoGateways world;
    world.start_server();
    RawPartner raw = RawPartner::connect(world);
    raw.read(world);
    wire::Envelope crowded = query(7, "Q1");
    for (std::size_t i = 0; i <= most_elements; ++i)
        crowded.mutable_fees_request()->add_lines();
    raw.send(world, crowded);
    const wire::Envelope refused = raw.read(world);
    BOOST_TEST(refused.correlation_id() == 7u);
    BOOST_CHECK(read(refused.error()).code == ErrorCode::over_limit);
    BOOST_TEST(world.server->counts().unreadable == 1u);
    BOOST_TEST(world.ningbo_log.admitted.empty());
    raw.send(world, query(8, "Q2"));
    BOOST_TEST(raw.read(world).has_query_answer());
}

BOOST_AUTO_TEST_CASE(refused_hellos_are_audited_at_a_rate_and_the_rest_is_counted_there) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.refusals_on_record = {.requests_per_second = 1.0 / 60, .burst = 2};
    world.start_server(std::move(settings));
    const auto be_refused = [&] {
        RawPartner stranger = RawPartner::connect(world, "local-bureau");
        BOOST_TEST(stranger.read(world).hello().error().code() == "GW1206");
    };
    for (int i = 0; i < 5; ++i)
        be_refused();
    BOOST_TEST(world.server->counts().refused_hellos == 5u);
    BOOST_TEST(world.audit.events.size() == 2u);
    world.clock.ahead = std::chrono::minutes(2);
    be_refused();
    BOOST_REQUIRE(world.audit.events.size() == 3u);
    BOOST_TEST(world.audit.events.back().detail.ends_with("; 3 before it are not on record"));
    be_refused();
    BOOST_REQUIRE(world.audit.events.size() == 4u);
    BOOST_TEST(!world.audit.events.back().detail.contains("on record"));
}

BOOST_AUTO_TEST_CASE(a_refused_hello_that_cannot_be_audited_is_counted_with_the_next) {
    TwoGateways world;
    world.start_server();
    world.audit.unavailable = true;
    RawPartner::connect(world, "local-bureau").read(world);
    world.audit.unavailable = false;
    RawPartner::connect(world, "local-bureau").read(world);
    BOOST_REQUIRE(world.audit.events.size() == 1u);
    BOOST_TEST(world.audit.events.front().detail.ends_with("; 1 before it are not on record"));
}

BOOST_AUTO_TEST_CASE(one_partners_connections_leave_room_for_the_others) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_connections_per_peer = 1;
    world.start_server(std::move(settings));
    {
        RawPartner first = RawPartner::connect(world);
        BOOST_TEST(!first.read(world).hello().has_error());
        RawPartner second = RawPartner::connect(world);
        const wire::Envelope refused = second.read(world);
        BOOST_TEST(refused.hello().error().code() == "GW2004");
        BOOST_TEST(refused.hello().error().retry_after_ms() == 1'000u);
        first.channel->abort();
    }
    world.loop.run_until([&] { return world.server->counts().connections == 0; });
    RawPartner third = RawPartner::connect(world);
    BOOST_TEST(!third.read(world).hello().has_error());
}

BOOST_AUTO_TEST_SUITE_END()
