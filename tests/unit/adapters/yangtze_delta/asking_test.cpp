// Our questions: how much time the partner is told, and what becomes of those nobody waits for any more.
#include "adapters/yangtze_delta/asking_connection.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "two_gateways.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

using Names = std::vector<std::string>;

/// A line whose other end says nothing. It takes what is written, but while it is held.
class SilentLine final : public tls::Stream {
public:
    explicit SilentLine(boost::asio::any_io_executor executor) : reading_(executor), writing_(executor) {}

    awaitable<std::expected<std::size_t, Error>> read_some(std::span<char>) override {
        while (!aborted)
            co_await reading_.wait();
        co_return std::unexpected(Error(boost::asio::error::operation_aborted));
    }
    awaitable<std::expected<void, Error>> write(std::string_view) override {
        while (held && !aborted)
            co_await writing_.wait();
        if (aborted) co_return std::unexpected(Error(boost::asio::error::operation_aborted));
        co_return std::expected<void, Error>{};
    }
    void abort() noexcept override {
        aborted = true;
        reading_.notify();
        writing_.notify();
    }
    void release() {
        held = false;
        writing_.notify();
    }
    void set_deadline(TimePoint) override {}
    awaitable<void> close(std::chrono::milliseconds) override { co_return abort(); }
    bool is_quiet() override { return true; }
    bool is_tls() const override { return false; }
    bool peer_still_stands(const tls::Credentials&) const override { return true; }
    bool is_made_with(const tls::Credentials&) const override { return true; }

    bool held = false;
    bool aborted = false;

private:
    Signal reading_, writing_;
};

/// Questions over such a line.
struct SilentPartner {
    EventLoop loop;
    std::shared_ptr<SilentLine> line = std::make_shared<SilentLine>(loop.executor());
    std::shared_ptr<AskingConnection> connection;
    bool ended = false;

    explicit SilentPartner(AskingSettings settings) {
        const auto channel = std::make_shared<FrameChannel>(loop.executor(), line, 4'194'304, 10s);
        const NewPing new_ping = [] {
            auto ping = std::make_unique<wire::Envelope>();
            ping->mutable_ping_request();
            return ping;
        };
        connection = std::make_shared<AskingConnection>(loop.executor(), channel, settings,
                                                        std::make_shared<AskingCounts>(), new_ping);
        AskingConnection::start(connection, [this] { ended = true; });
    }
    ~SilentPartner() { end(); }

    std::shared_ptr<std::optional<AskOutcome>> ask(std::chrono::milliseconds time, OnLateAnswer on_late = {}) {
        auto outcome = std::make_shared<std::optional<AskOutcome>>();
        auto request = std::make_unique<wire::Envelope>();
        request->mutable_query_request();
        auto work = AskingConnection::ask(connection, std::move(request), std::chrono::steady_clock::now() + time,
                                          std::move(on_late));
        boost::asio::co_spawn(loop.context(), keep(std::move(work), outcome), [](std::exception_ptr) {});
        return outcome;
    }
    void end() {
        connection->abort();
        loop.run_until([&] { return ended; });
    }

private:
    static awaitable<void> keep(awaitable<Asked> work, std::shared_ptr<std::optional<AskOutcome>> outcome) {
        const Asked asked = co_await std::move(work);
        *outcome = asked.outcome;
    }
};

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

BOOST_AUTO_TEST_CASE(only_so_many_questions_wait_for_a_place_and_further_ones_are_busy_at_once) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_in_flight = 1;
    world.start_server(std::move(settings));
    ClientSettings asking = world.client_settings(world.server->port());
    asking.max_waiting = 1;
    world.start_client(std::move(asking));
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    const auto waiting = world.settle_meanwhile("M2", "B2", 20s);
    BOOST_CHECK(world.settle("M3", "B3", 20s).error().code == ErrorCode::busy);
    BOOST_TEST(!waiting->result.has_value(), "it waits for its place");
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow).has_value());
    BOOST_TEST(world.wait_for(waiting).has_value());
    BOOST_TEST(world.settle("M3", "B3", 20s).has_value());
    BOOST_TEST(world.desk.times("settle") == 3u);
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

BOOST_AUTO_TEST_CASE(a_ping_that_waits_behind_a_slow_write_is_followed_by_others) {
    AskingSettings settings;
    settings.ping_every = 50ms;
    settings.ping_answer = 100ms;
    SilentPartner partner(settings);
    partner.line->held = true;
    const auto outcome = partner.ask(10s);
    const auto asked_at = std::chrono::steady_clock::now();
    partner.loop.run_until([&] { return std::chrono::steady_clock::now() >= asked_at + 400ms; });
    BOOST_TEST(!partner.line->aborted, "an unsent ping says nothing about the partner");
    partner.line->release();
    const auto released_at = std::chrono::steady_clock::now();
    partner.loop.run_until([&] { return outcome->has_value(); });
    BOOST_CHECK(*outcome == AskOutcome::cut);
    BOOST_CHECK(std::chrono::steady_clock::now() - released_at < 1s);
}

BOOST_AUTO_TEST_CASE(what_a_late_answer_would_need_is_kept_no_longer_than_its_connection) {
    SilentPartner partner({});
    auto needed = std::make_shared<bool>();
    const std::weak_ptr<bool> kept = needed;
    const auto outcome = partner.ask(200ms, [held = std::move(needed)](std::string) {});
    partner.loop.run_until([&] { return outcome->has_value(); });
    BOOST_CHECK(*outcome == AskOutcome::silence);
    BOOST_TEST(!kept.expired());
    partner.end();
    BOOST_TEST(kept.expired());
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
