#pragma once

#include "adapters/yangtze_delta/envelope.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "two_gateways.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::test {

using namespace clearing::yangtze_delta;

/// A partner that speaks frames by hand.
struct RawPartner {
    std::shared_ptr<FrameChannel> channel;

    static RawPartner connect(TwoGateways& world, const std::string& as = "shanghai") {
        auto stream = world.loop.run(tls::connect(world.target(world.server->port(), as), 3s));
        BOOST_REQUIRE_MESSAGE(stream.has_value(), (stream ? "" : stream.error()));
        return {std::make_shared<FrameChannel>(world.loop.executor(), *stream, 4'194'304, 3s)};
    }

    wire::Envelope read(TwoGateways& world) {
        channel->set_idle_end(std::chrono::steady_clock::now() + 5s);
        const auto message = world.loop.run(channel->read());
        BOOST_REQUIRE_MESSAGE(message.has_value(), "a frame was expected: " + (message ? "" : message.error().why));
        wire::Envelope envelope;
        BOOST_REQUIRE(parse(*message, envelope).has_value());
        return envelope;
    }

    bool is_closed_by_peer(TwoGateways& world) {
        channel->set_idle_end(std::chrono::steady_clock::now() + 5s);
        const auto message = world.loop.run(channel->read());
        return !message && message.error().kind == ReadingEnded::Kind::closed;
    }

    void write(TwoGateways& world, const std::string& bytes) {
        const auto written = world.loop.run(channel->stream().write(bytes));
        BOOST_REQUIRE(written.has_value());
    }

    void send(TwoGateways& world, const wire::Envelope& envelope) { write(world, framed(serialized(envelope))); }
};

inline wire::Envelope query(std::uint64_t correlation, const std::string& message) {
    wire::Envelope envelope;
    Heading heading;
    heading.correlation = correlation;
    heading.sender = DivisionCode("310000");
    heading.receiver = DivisionCode("330200");
    heading.message = MessageId(message);
    write(heading, envelope);
    envelope.mutable_query_request()->set_treatment_division("310000");
    envelope.mutable_query_request()->set_settlement_id("S1");
    return envelope;
}

}  // namespace clearing::test
