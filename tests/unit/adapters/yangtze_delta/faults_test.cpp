#include "adapters/yangtze_delta/bill_codec.hpp"
#include "adapters/yangtze_delta/element_limit.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "two_gateways.hpp"

#include <functional>

#include <boost/test/unit_test.hpp>

// Our client against a partner that does as it is told, one fault each; every test ends by proving recovery.

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

using Names = std::vector<std::string>;
using Channel = std::shared_ptr<FrameChannel>;
/// What the partner does with a settle or cancel request: writes bytes, or ends the connection.
using Script = std::function<awaitable<void>(Channel, wire::Envelope)>;

wire::Envelope hello() {
    wire::Envelope envelope;
    envelope.set_version(1);
    envelope.set_sender_division("330200");
    envelope.mutable_hello()->set_version(1);
    envelope.mutable_hello()->set_division("330200");
    envelope.mutable_hello()->set_max_frame_bytes(4'194'304);
    envelope.mutable_hello()->set_max_in_flight(8);
    return envelope;
}

wire::Envelope booked(const wire::Envelope& request) {
    wire::Envelope answer;
    answer.set_version(1);
    answer.set_correlation_id(request.correlation_id());
    answer.set_sender_division("330200");
    answer.set_receiver_division("310000");
    answer.set_message_id("330200ANSWER");
    write(sample_bill(), SettlementId(request.settle_request().settlement_id()), *answer.mutable_settle_answer());
    return answer;
}

wire::Envelope booked_cancel(const wire::Envelope& request) {
    wire::Envelope answer = booked(request);
    SettledBill negative = sample_bill();
    negative.split = negative.split.negated();
    write(negative, SettlementId(request.cancel_request().settlement_id()), *answer.mutable_cancel_answer());
    return answer;
}

awaitable<void> send(Channel channel, wire::Envelope envelope) {
    const std::string bytes = framed(serialized(envelope));
    co_await channel->stream().write(bytes);
}

awaitable<void> send_bytes(Channel channel, std::string bytes) {
    co_await channel->stream().write(bytes);
}

/// A partner on 127.0.0.1 whose next settle and cancel requests run the scripts in turn; after them it answers well.
struct ScriptedPartner {
    TwoGateways world;
    std::deque<Script> scripts;
    wire::Envelope first_frame = hello();
    int connections = 0;
    int settles = 0;
    std::unique_ptr<tls::Listener> listener;

    ScriptedPartner() {
        auto made = tls::listen_tcp(world.loop.executor(), "127.0.0.1", 0, world.ningbo, {},
                                    [this](std::shared_ptr<tls::Stream> stream) { return serve(std::move(stream)); });
        if (!made) throw std::runtime_error(made.error());
        listener = std::move(*made);
        world.start_client(world.client_settings(listener->port()));
    }
    ~ScriptedPartner() {
        listener->stop_accepting();
        listener->abort_all();
        world.loop.run(listener->wait_until_empty(2s));
    }

    awaitable<void> serve(std::shared_ptr<tls::Stream> stream) {
        ++connections;
        const auto channel = std::make_shared<FrameChannel>(world.loop.executor(), stream, 4'194'304, 3s);
        co_await send(channel, first_frame);
        while (true) {
            const auto message = co_await channel->read();
            if (!message) co_return;
            wire::Envelope request;
            if (!parse(*message, request)) continue;
            if (!request.has_settle_request() && !request.has_cancel_request()) continue;
            settles += request.has_settle_request();
            if (scripts.empty()) {
                co_await send(channel, booked(request));
                continue;
            }
            const Script script = std::move(scripts.front());
            scripts.pop_front();
            co_await script(channel, request);
        }
    }

    void restart_client(const std::function<void(ClientSettings&)>& change) {
        world.loop.run(world.client->stop(1s));
        ClientSettings settings = world.client_settings(listener->port());
        change(settings);
        world.start_client(std::move(settings));
    }
    void expect_recovery() { BOOST_TEST(world.settle("RECOVERY", "BR").has_value()); }
    Names outcomes() { return world.shanghai_log.outcomes[1]; }
};

void ping_soon(ClientSettings& settings) {
    settings.ping_every = 50ms;
    settings.ping_answer = 100ms;
}

/// The laws bear it out: what the fund pays too much is taken from the person.
void pay_too_much(wire::Envelope& answer) {
    wire::Split& split = *answer.mutable_settle_answer()->mutable_split();
    const std::int64_t too_much = 37'340;
    split.set_fund_fen(split.fund_fen() + too_much);
    split.set_hifp_fen(split.hifp_fen() + too_much);
    split.mutable_parts(0)->set_amount_fen(split.parts(0).amount_fen() + too_much);
    split.set_cash_fen(split.cash_fen() - too_much);
    split.set_person_fen(split.person_fen() - too_much);
}

awaitable<void> no_answer(Channel, wire::Envelope) {
    co_return;
}

/// A partner that answers when its asker has given up, as `answer` says.
struct LatePartner : ScriptedPartner {
    std::optional<wire::Envelope> asked;
    Channel channel;

    LatePartner() {
        scripts = {[this](Channel from, wire::Envelope request) -> awaitable<void> {
            asked = request;
            channel = from;
            co_return;
        }};
    }
    void answer_now(const wire::Envelope& answer) {
        world.loop.run(send(channel, answer));
        world.loop.run_until([&] { return outcomes().size() == 2u; });
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_faults)

BOOST_AUTO_TEST_CASE(silence_until_the_deadline_is_in_doubt_and_a_late_answer_is_told_as_in_time) {
    LatePartner partner;
    const auto silent = partner.world.settle("M1", "B1", 1s);
    BOOST_CHECK(silent.error().code == ErrorCode::in_doubt);
    BOOST_TEST(partner.outcomes() == Names{"silence"}, boost::test_tools::per_element());
    BOOST_TEST(partner.asked->deadline_ms() > 0u);
    BOOST_TEST(partner.asked->deadline_ms() <= 900u);
    partner.answer_now(booked(*partner.asked));
    BOOST_REQUIRE(partner.world.late.size() == 1u);
    const LateAnswer& late = partner.world.late.front();
    BOOST_TEST(late.message.text == "M1");
    BOOST_CHECK((late.settlement == SettlementKey{DivisionCode("310101"), SettlementId("KEY-M1")}));
    BOOST_REQUIRE(late.answer.has_value());
    BOOST_TEST(late.answer->settlement.text == sample_bill().settlement.text);
    BOOST_TEST(late.answer->split.total.to_yuan() == sample_bill().split.total.to_yuan());
    BOOST_TEST(late.answer->visit.text == "330200VISIT0001");
    BOOST_TEST(late.answer->medins_setl_id.text == "M1");
    BOOST_TEST(partner.world.client->counts().late_answers == 1u);
    BOOST_TEST(partner.outcomes() == (Names{"silence", "late"}), boost::test_tools::per_element());
    partner.expect_recovery();
    BOOST_TEST(partner.connections == 1);
}

BOOST_AUTO_TEST_CASE(a_late_answer_to_a_cancel_is_told_by_the_key_of_the_cancel) {
    LatePartner partner;
    SettlementRecord original;
    original.key = {DivisionCode("310101"), SettlementId("ORIGINAL")};
    original.answer = sample_bill();
    TwoGateways& world = partner.world;
    const auto silent = world.loop.run(world.client->cancel(world.leg("C1", 1s), original));
    BOOST_CHECK(silent.error().code == ErrorCode::in_doubt);
    partner.answer_now(booked_cancel(*partner.asked));
    BOOST_REQUIRE(world.late.size() == 1u);
    BOOST_TEST(world.late.front().settlement.settlement.text == "KEY-C1");
    BOOST_REQUIRE(world.late.front().answer.has_value());
    BOOST_TEST(world.late.front().answer->split.total.is_negative());
}

BOOST_AUTO_TEST_CASE(a_late_no_is_told_with_its_code) {
    LatePartner partner;
    BOOST_CHECK(partner.world.settle("M1", "B1", 1s).error().code == ErrorCode::in_doubt);
    wire::Envelope no = booked(*partner.asked);
    no.mutable_error()->set_code(stable_code(ErrorCode::message_reversed));
    partner.answer_now(no);
    BOOST_REQUIRE(partner.world.late.size() == 1u);
    BOOST_REQUIRE(!partner.world.late.front().answer.has_value());
    BOOST_CHECK(partner.world.late.front().answer.error().code == ErrorCode::message_reversed);
}

BOOST_AUTO_TEST_CASE(a_late_answer_that_cannot_be_used_is_kept_and_not_told) {
    const std::vector<std::function<void(wire::Envelope&)>> spoils{
        [](auto& a) { a.mutable_settle_answer()->set_settlement_id("OTHER"); },
        [](auto& a) { a.mutable_quote_answer(); },
        [](auto& a) { a.set_sender_division("440300"); },
        [](auto& a) { a.set_version(2); },
    };
    for (const auto& spoil : spoils) {
        LatePartner partner;
        BOOST_CHECK(partner.world.settle("M1", "B1", 1s).error().code == ErrorCode::in_doubt);
        wire::Envelope answer = booked(*partner.asked);
        spoil(answer);
        partner.answer_now(answer);
        BOOST_TEST(partner.world.late.empty());
        BOOST_TEST(partner.outcomes() == (Names{"silence", "late"}), boost::test_tools::per_element());
        partner.expect_recovery();
    }
}

BOOST_AUTO_TEST_CASE(a_reply_cut_in_the_middle_is_in_doubt) {
    ScriptedPartner partner;
    partner.scripts = {[](Channel channel, wire::Envelope request) -> awaitable<void> {
        std::string bytes = framed(serialized(booked(request)));
        bytes.resize(bytes.size() / 2);
        co_await send_bytes(channel, std::move(bytes));
        channel->abort();
    }};
    const auto cut = partner.world.settle("M1");
    BOOST_CHECK(cut.error().code == ErrorCode::in_doubt);
    BOOST_TEST(partner.outcomes() == Names{"silence"}, boost::test_tools::per_element());
    BOOST_TEST(partner.world.client->counts().cut_connections == 1u);
    partner.expect_recovery();
    BOOST_TEST(partner.connections == 2);
    BOOST_TEST(partner.settles == 2);  // what is in doubt is never sent again by the client
}

BOOST_AUTO_TEST_CASE(a_corrupt_reply_closes_the_connection_and_all_in_flight_are_in_doubt) {
    ScriptedPartner partner;
    const Script corrupt = [](Channel channel, wire::Envelope request) -> awaitable<void> {
        std::string message = serialized(booked(request));
        for (char& byte : message)
            byte = static_cast<char>(byte ^ 0x5a);
        co_await send_bytes(channel, framed(message));
    };
    partner.scripts = {no_answer, corrupt};
    const auto first = partner.world.settle_meanwhile("M1", "B1");
    partner.world.loop.run_until([&] { return partner.settles == 1; });
    const auto second = partner.world.settle("M2", "B2");
    BOOST_CHECK(second.error().code == ErrorCode::in_doubt);
    BOOST_CHECK(partner.world.wait_for(first).error().code == ErrorCode::in_doubt);
    BOOST_TEST(partner.world.client->counts().corrupt_answers == 1u);
    partner.expect_recovery();
    BOOST_TEST(partner.connections == 2);
}

BOOST_AUTO_TEST_CASE(a_frame_beyond_the_limit_is_as_corrupt) {
    ScriptedPartner partner;
    partner.scripts = {[](Channel channel, wire::Envelope) -> awaitable<void> {
        co_await send_bytes(channel, std::string("\x7f\xff\xff\xff", 4));
    }};
    BOOST_CHECK(partner.world.settle("M1").error().code == ErrorCode::in_doubt);
    partner.expect_recovery();
}

BOOST_AUTO_TEST_CASE(a_reply_of_too_many_elements_is_as_corrupt) {
    ScriptedPartner partner;
    partner.scripts = {[](Channel channel, wire::Envelope request) -> awaitable<void> {
        wire::Envelope crowded = booked(request);
        for (std::size_t i = 0; i <= most_elements; ++i)
            crowded.mutable_settle_answer()->mutable_split()->add_parts();
        co_await send(channel, crowded);
    }};
    BOOST_CHECK(partner.world.settle("M1").error().code == ErrorCode::in_doubt);
    BOOST_TEST(partner.world.client->counts().corrupt_answers == 1u);
    partner.expect_recovery();
    BOOST_TEST(partner.connections == 2);
}

BOOST_AUTO_TEST_CASE(a_duplicate_reply_is_taken_once) {
    ScriptedPartner partner;
    partner.scripts = {[](Channel channel, wire::Envelope request) -> awaitable<void> {
        co_await send(channel, booked(request));
        co_await send(channel, booked(request));
    }};
    BOOST_TEST(partner.world.settle("M1").has_value());
    partner.world.loop.run_until([&] { return partner.world.client->counts().unknown_answers == 1; });
    partner.expect_recovery();
    BOOST_TEST(partner.connections == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_to_no_question_is_ignored) {
    ScriptedPartner partner;
    partner.scripts = {[](Channel channel, wire::Envelope request) -> awaitable<void> {
        wire::Envelope stray = booked(request);
        stray.set_correlation_id(request.correlation_id() + 1'000);
        co_await send(channel, stray);
        co_await send(channel, booked(request));
    }};
    BOOST_TEST(partner.world.settle("M1").has_value());
    BOOST_TEST(partner.world.client->counts().unknown_answers == 1u);
    partner.expect_recovery();
}

struct UnfittingAnswer {
    const char* what;
    std::function<void(wire::Envelope&)> spoil;
};

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_fit_is_in_doubt_and_kept_as_unreadable) {
    const std::vector<UnfittingAnswer> table{
        {"about another settlement", [](auto& a) { a.mutable_settle_answer()->set_settlement_id("OTHER"); }},
        {"without a split", [](auto& a) { a.mutable_settle_answer()->clear_split(); }},
        {"without the insured side's id", [](auto& a) { a.mutable_settle_answer()->clear_insured_settlement_id(); }},
        {"with a bad time", [](auto& a) { a.mutable_settle_answer()->set_settled_at("yesterday"); }},
        {"of another kind", [](auto& a) { a.mutable_quote_answer(); }},
        {"without a body", [](auto& a) { a.clear_settle_answer(); }},
        {"of another version", [](auto& a) { a.set_version(2); }},
        {"for another region", [](auto& a) { a.set_sender_division("440300"); }},
        {"with an id that no store takes",
         [](auto& a) { a.mutable_settle_answer()->set_insured_settlement_id(std::string("S\0", 2)); }},
        {"with an id that no index takes",
         [](auto& a) { a.mutable_settle_answer()->set_insured_settlement_id(std::string(3'000, 'S')); }},
        {"with a fund that pays more than the bill", [](auto& a) { pay_too_much(a); }},
    };
    for (const UnfittingAnswer& row : table) {
        BOOST_TEST_CONTEXT(row.what) {
            ScriptedPartner partner;
            partner.scripts = {[&row](Channel channel, wire::Envelope request) -> awaitable<void> {
                wire::Envelope answer = booked(request);
                row.spoil(answer);
                co_await send(channel, answer);
            }};
            BOOST_CHECK(partner.world.settle("M1").error().code == ErrorCode::in_doubt);
            BOOST_TEST(partner.outcomes() == Names{"unreadable"}, boost::test_tools::per_element());
            partner.expect_recovery();
            BOOST_TEST(partner.connections == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(unavailable_and_unknown_refusals_keep_their_class) {
    ScriptedPartner partner;
    const auto answer_code = [](std::string code) {
        return [code](Channel channel, wire::Envelope request) -> awaitable<void> {
            wire::Envelope answer = booked(request);
            answer.mutable_error()->set_code(code);
            co_await send(channel, answer);
        };
    };
    partner.scripts = {answer_code("GW2777"), answer_code("GW1777"), answer_code("GW3777"), answer_code("nonsense")};
    BOOST_CHECK(partner.world.settle("M1", "B1").error().code == ErrorCode::peer_unavailable);
    BOOST_CHECK(partner.world.settle("M2", "B2").error().code == ErrorCode::refused_by_insured_side);
    BOOST_CHECK(partner.world.settle("M3", "B3").error().code == ErrorCode::in_doubt);
    BOOST_CHECK(partner.world.settle("M4", "B4").error().code == ErrorCode::in_doubt);
}

BOOST_AUTO_TEST_CASE(a_partner_that_does_not_answer_pings_is_left) {
    ScriptedPartner partner;
    partner.restart_client(ping_soon);
    BOOST_TEST(partner.world.settle("M1").has_value());
    partner.world.loop.run_until([&] { return !partner.world.client->is_connected(); });
    partner.expect_recovery();
    BOOST_TEST(partner.connections == 2);
}

BOOST_AUTO_TEST_CASE(a_partner_that_does_not_answer_pings_is_left_though_every_place_is_taken) {
    ScriptedPartner partner;
    partner.first_frame.mutable_hello()->set_max_in_flight(1);
    partner.scripts = {no_answer};
    partner.restart_client(ping_soon);
    TwoGateways& world = partner.world;
    const auto in_place = world.settle_meanwhile("M1", "B1");
    const auto second = world.settle_meanwhile("M2", "B2");
    const auto third = world.settle_meanwhile("M3", "B3");
    world.loop.run_until([&] { return partner.settles == 1; });
    const auto sent_at = std::chrono::steady_clock::now();
    BOOST_CHECK(world.wait_for(in_place).error().code == ErrorCode::in_doubt);
    BOOST_CHECK(std::chrono::steady_clock::now() - sent_at < 1s);
    // Nothing of theirs was sent: on the next connection they are answered.
    BOOST_TEST(world.wait_for(second).has_value());
    BOOST_TEST(world.wait_for(third).has_value());
    BOOST_TEST(partner.connections == 2);
}

BOOST_AUTO_TEST_CASE(the_late_answers_that_came_last_are_understood_whatever_their_ids) {
    ScriptedPartner partner;
    partner.restart_client([](ClientSettings& settings) { settings.remembered_late = 2; });
    TwoGateways& world = partner.world;
    std::vector<wire::Envelope> asked;
    Channel channel;
    const Script keep_it = [&](Channel from, wire::Envelope request) -> awaitable<void> {
        asked.push_back(std::move(request));
        channel = std::move(from);
        co_return;
    };
    partner.scripts = {keep_it, keep_it, keep_it};
    for (const std::string id : {"M", "A", "Z"})
        BOOST_CHECK(world.settle(id, id, 300ms).error().code == ErrorCode::in_doubt);
    world.loop.run(send(channel, booked(asked[1])));
    world.loop.run_until([&] { return world.late.size() == 1u; });
    BOOST_TEST(world.late.front().message.text == "A");
    world.loop.run(send(channel, booked(asked[0])));
    world.loop.run_until([&] { return world.client->counts().unknown_answers == 1u; });
    BOOST_TEST(world.late.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_forced_stop_sends_nothing_more) {
    ScriptedPartner partner;
    partner.first_frame.mutable_hello()->set_max_in_flight(1);
    partner.scripts = {no_answer};
    TwoGateways& world = partner.world;
    const auto in_place = world.settle_meanwhile("M1", "B1");
    world.loop.run_until([&] { return partner.settles == 1; });
    const auto waiting = world.settle_meanwhile("M2", "B2");
    BOOST_TEST(!world.loop.run(world.client->stop(100ms)));
    BOOST_CHECK(world.wait_for(in_place).error().code == ErrorCode::in_doubt);
    BOOST_CHECK(world.wait_for(waiting).error().code == ErrorCode::shutting_down);
    BOOST_TEST(world.shanghai_log.outcomes[2] == Names{"not_sent"}, boost::test_tools::per_element());
    BOOST_TEST(partner.connections == 1);
    BOOST_TEST(partner.settles == 1);
}

BOOST_AUTO_TEST_CASE(a_partner_that_could_not_be_reached_is_not_tried_again_at_once) {
    ScriptedPartner partner;
    partner.restart_client([](ClientSettings& settings) { settings.pause_after_failure = 500ms; });
    TwoGateways& world = partner.world;
    partner.first_frame.mutable_hello()->mutable_error()->set_code("GW1206");
    const auto first = world.settle("M1");
    const auto failed_at = std::chrono::steady_clock::now();
    BOOST_CHECK(first.error().code == ErrorCode::peer_unreachable);
    partner.first_frame = hello();
    // Whoever asks meanwhile is told why, at once.
    const auto second = world.settle("M2");
    BOOST_CHECK(second.error() == first.error());
    BOOST_TEST(partner.connections == 1);
    world.loop.run_until([&] { return std::chrono::steady_clock::now() >= failed_at + 500ms; });
    partner.expect_recovery();
    BOOST_TEST(partner.connections == 2);
}

BOOST_AUTO_TEST_CASE(a_first_frame_that_is_no_good_hello_means_nothing_was_sent) {
    const std::vector<std::function<void(wire::Envelope&)>> spoils{
        [](auto& e) { e.mutable_ping_answer(); }, [](auto& e) { e.mutable_hello()->set_version(2); },
        [](auto& e) { e.mutable_hello()->set_division("440300"); },
        [](auto& e) { e.mutable_hello()->mutable_error()->set_code("GW2005"); }};
    for (const auto& spoil : spoils) {
        ScriptedPartner partner;
        spoil(partner.first_frame);
        BOOST_CHECK(partner.world.settle("M1").error().code == ErrorCode::peer_unreachable);
        BOOST_TEST(partner.world.shanghai_log.sent.empty());
        partner.first_frame = hello();
        partner.expect_recovery();
    }
}

BOOST_AUTO_TEST_CASE(no_hello_within_the_limit_means_nothing_was_sent) {
    ScriptedPartner partner;
    TwoGateways& world = partner.world;
    auto mute = tls::listen_tcp(world.loop.executor(), "127.0.0.1", 0, world.ningbo, {},
                                [](std::shared_ptr<tls::Stream> stream) -> awaitable<void> {
                                    std::array<char, 1> byte{};
                                    co_await stream->read_some(byte);
                                });
    BOOST_REQUIRE(mute.has_value());
    world.loop.run(world.client->stop(1s));
    ClientSettings settings = world.client_settings((*mute)->port());
    settings.connect_limit = 300ms;
    world.start_client(std::move(settings));
    BOOST_CHECK(world.settle("M1").error().code == ErrorCode::peer_unreachable);
    BOOST_TEST(world.shanghai_log.sent.empty());
    world.loop.run((*mute)->wait_until_empty(2s));
}

BOOST_AUTO_TEST_SUITE_END()
