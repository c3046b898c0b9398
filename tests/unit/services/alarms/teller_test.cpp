#include "gateway/services/alarms/teller.hpp"

#include "tests/support/ask.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/memory_alarms.hpp"

#include <functional>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace std::chrono_literals;
using ports::AlarmChannel;

namespace {

struct Receiver final : ports::AlarmReceiver {
    std::vector<std::string> heard;
    int failures_to_come = 0;
    std::function<void()> on_receive;

    ports::awaitable<Result<void>> receive(ports::AlarmDelivery delivery) override {
        if (on_receive) on_receive();
        if (failures_to_come > 0) {
            --failures_to_come;
            co_return fail(ErrorCode::peer_unreachable, "nobody there");
        }
        heard.push_back(delivery.alarm.subject);
        co_return Result<void>{};
    }
};

struct World {
    tests::FakeClock clock{"2018-10-17 12:00:00"};
    tests::MemoryAlarmRows rows;
    tests::MemoryLink link;
    tests::MemoryAlarms alarms{rows, link};
    Receiver receiver;
    tests::Ask ask;

    alarms::Teller teller(const std::string& owner = "one") {
        return {alarms,
                receiver,
                AlarmChannel::webhook,
                clock,
                {.owner = owner, .back_off = {5s, 60s}, .repeat = 4h, .hold = 1min}};
    }
    void raise(const std::string& subject) {
        ask.value(alarms.raise({"day_not_agreed", subject, "text", clock.now()}));
    }
    ports::DeliveryState state() { return rows.deliveries.at({1, AlarmChannel::webhook}).state; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_teller)

BOOST_AUTO_TEST_CASE(tries_a_channel_that_fails_with_longer_pauses_and_never_gives_up) {
    World world;
    world.raise("a");
    world.receiver.failures_to_come = 100;
    alarms::Teller teller = world.teller();
    std::vector<long long> pauses;
    for (int i = 0; i < 8; ++i) {
        BOOST_TEST(world.ask.value(teller.step()) == 1);
        const Instant next = world.rows.deliveries.at({1, AlarmChannel::webhook}).next_try_at;
        pauses.push_back(std::chrono::duration_cast<std::chrono::seconds>(next - world.clock.now()).count());
        BOOST_TEST(world.ask.value(teller.step()) == 0);  // not before its time
        world.clock.advance(next - world.clock.now());
    }
    const std::vector<long long> wanted{5, 10, 20, 40, 60, 60, 60, 60};
    BOOST_TEST(pauses == wanted, boost::test_tools::per_element());
    BOOST_TEST(world.state().last_failure == "GW2001 nobody there");
    world.receiver.failures_to_come = 0;
    BOOST_TEST(world.ask.value(teller.step()) == 1);
    BOOST_TEST(world.receiver.heard.size() == 1U);
    BOOST_TEST(world.state().deliveries == 1);
}

BOOST_AUTO_TEST_CASE(says_it_again_until_a_person_acknowledges) {
    World world;
    world.raise("a");
    alarms::Teller teller = world.teller();
    for (int day = 0; day < 3; ++day) {
        BOOST_TEST(world.ask.value(teller.step()) == 1);
        world.clock.advance(4h);
    }
    world.alarms.acknowledge(1);
    BOOST_TEST(world.ask.value(teller.step()) == 0);
    BOOST_TEST(world.receiver.heard.size() == 3U);
}

BOOST_AUTO_TEST_CASE(that_died_between_saying_and_noting_is_followed_by_one_who_says_it_again) {
    World world;
    world.raise("a");
    world.receiver.on_receive = [&] { world.link.unavailable = true; };
    BOOST_TEST((tests::error_of(world.ask.result(world.teller("one").step())) == ErrorCode::store_unavailable));
    world.receiver.on_receive = {};
    world.link.unavailable = false;
    alarms::Teller other = world.teller("two");
    BOOST_TEST(world.ask.value(other.step()) == 0);  // held by the one that died
    world.clock.advance(1min);
    BOOST_TEST(world.ask.value(other.step()) == 1);
    BOOST_TEST(world.receiver.heard.size() == 2U);
    BOOST_TEST(world.state().deliveries == 1);
}

BOOST_AUTO_TEST_SUITE_END()
