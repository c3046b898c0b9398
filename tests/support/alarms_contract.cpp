#include "tests/support/alarms_contract.hpp"

#include <algorithm>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using namespace std::chrono_literals;
using ports::AlarmChannel;
using ports::AlarmDelivery;

namespace {

const Instant noon = parse_local_time("2018-10-17 12:00:00").value();

ports::RaisedAlarm alarm(const std::string& subject, Instant at = noon) {
    return {"day_not_agreed", subject, "day " + subject + " is not agreed", at};
}

ports::DeliveryQuery query(const std::string& owner, Instant now, AlarmChannel channel = AlarmChannel::webhook) {
    return {owner, channel, now, now + 1min};
}

std::vector<std::string> subjects(const std::vector<AlarmDelivery>& deliveries) {
    std::vector<std::string> all;
    for (const AlarmDelivery& delivery : deliveries)
        all.push_back(delivery.alarm.subject);
    return all;
}

struct Desk {
    const AlarmsContract& store;
    Ask ask{};

    bool raise(const std::string& subject, Instant at = noon) {
        return ask.value(store.alarms.raise(alarm(subject, at)));
    }
    std::vector<AlarmDelivery> take(ports::DeliveryQuery asked) {
        return ask.value(store.deliveries.take_due(std::move(asked)));
    }
    AlarmDelivery take_one(const std::string& owner, Instant now) {
        const auto taken = take(query(owner, now));
        BOOST_REQUIRE(taken.size() == 1U);
        return taken.front();
    }
    void note(const AlarmDelivery& delivery, const std::string& owner, std::optional<std::string> failure,
              Instant next_at, Instant at = noon) {
        ask.value(store.deliveries.note({delivery.alarm_no, delivery.channel, owner, std::move(failure), next_at, at}));
    }
    ports::DeliveryState state(AlarmChannel channel) {
        const auto open = ask.value(store.deliveries.open(100));
        const auto found = std::ranges::find(open, channel, &ports::DeliveryState::channel);
        BOOST_REQUIRE((found != open.end()));
        return *found;
    }
};

}  // namespace

void an_alarm_is_due_on_every_channel_at_once(const AlarmsContract& store) {
    Desk desk{store};
    BOOST_TEST(desk.raise("2018-10-16"));
    for (const AlarmChannel channel : ports::alarm_channels) {
        BOOST_TEST(desk.take(query("one", noon - 1s, channel)).empty());
        const auto taken = desk.take(query("one", noon, channel));
        BOOST_REQUIRE(taken.size() == 1U);
        BOOST_TEST((taken[0].channel == channel));
        BOOST_TEST(taken[0].alarm.kind == "day_not_agreed");
        BOOST_TEST(taken[0].alarm.subject == "2018-10-16");
        BOOST_TEST(taken[0].alarm.text == "day 2018-10-16 is not agreed");
        BOOST_TEST((taken[0].alarm.at == noon));
        BOOST_TEST(taken[0].deliveries == 0);
        BOOST_TEST(taken[0].failures == 0);
    }
}

void the_same_alarm_stands_until_it_is_acknowledged(const AlarmsContract& store) {
    Desk desk{store};
    BOOST_TEST(desk.raise("a"));
    BOOST_TEST(!desk.raise("a", noon + 1h));
    BOOST_TEST(!desk.ask.value(store.alarms_of_another.raise(alarm("a"))));
    BOOST_TEST(desk.raise("b"));
    BOOST_TEST(desk.ask.value(store.alarms.raise({"calendar_not_loaded", "a", "another kind", noon})));
    store.acknowledge(desk.take(query("one", noon)).front().alarm_no);
    BOOST_TEST(desk.raise("a", noon + 2h));
}

void one_raised_once_for_all_is_raised_no_more(const AlarmsContract& store) {
    Desk desk{store};
    const auto raise_once = [&](const std::string& subject) {
        ports::RaisedAlarm once = alarm(subject);
        once.once_for_all = true;
        return desk.ask.value(store.alarms.raise(once));
    };
    BOOST_TEST(raise_once("a"));
    BOOST_TEST(!raise_once("a"));
    BOOST_TEST(raise_once("b"));
    for (const AlarmDelivery& delivery : desk.take(query("one", noon)))
        store.acknowledge(delivery.alarm_no);
    BOOST_TEST(!raise_once("a"));
    BOOST_TEST(desk.raise("a"));
}

void of_many_that_raise_the_same_at_once_one_does(const AlarmsContract& store) {
    Desk desk{store};
    constexpr int many = 12;
    auto raised = std::make_shared<int>(0);
    auto done = std::make_shared<int>(0);
    for (int i = 0; i < many; ++i) {
        ports::Alarms& daemon = i % 2 == 0 ? store.alarms : store.alarms_of_another;
        boost::asio::co_spawn(desk.ask.loop().context(), daemon.raise(alarm("same")),
                              [raised, done](const std::exception_ptr& thrown, Result<bool> answer) {
                                  ++*done;
                                  if (!thrown && answer && *answer) ++*raised;
                              });
    }
    desk.ask.loop().run_until([&] { return *done == many; });
    BOOST_TEST(*raised == 1);
    BOOST_TEST(desk.take(query("one", noon)).size() == 1U);
}

void what_one_daemon_holds_no_other_takes_before_its_time(const AlarmsContract& store) {
    Desk desk{store};
    desk.raise("a");
    BOOST_TEST(desk.take(query("one", noon)).size() == 1U);
    BOOST_TEST(desk.take(query("two", noon + 59s)).empty());
    // It died: nothing was noted.
    BOOST_TEST(desk.take(query("two", noon + 1min)).size() == 1U);
}

void what_failed_comes_again_and_says_how_often(const AlarmsContract& store) {
    Desk desk{store};
    desk.raise("a");
    desk.note(desk.take_one("one", noon), "one", "GW2001 refused", noon + 5s);
    BOOST_TEST(desk.take(query("two", noon + 4s)).empty());
    const AlarmDelivery again = desk.take_one("two", noon + 5s);
    BOOST_TEST(again.failures == 1);
    desk.note(again, "two", "GW2007 HTTP 500", noon + 20s, noon + 6s);
    const auto state = desk.state(AlarmChannel::webhook);
    BOOST_TEST(state.failures == 2);
    BOOST_TEST(state.last_failure == "GW2007 HTTP 500");
    BOOST_TEST(!state.delivered_at.has_value());
    BOOST_TEST((state.next_try_at == noon + 20s));
}

void what_was_said_is_said_again_until_it_is_acknowledged(const AlarmsContract& store) {
    Desk desk{store};
    desk.raise("a");
    desk.note(desk.take_one("one", noon), "one", "GW2001 refused", noon + 5s);
    desk.note(desk.take_one("one", noon + 5s), "one", std::nullopt, noon + 4h, noon + 6s);
    const auto state = desk.state(AlarmChannel::webhook);
    BOOST_TEST(state.deliveries == 1);
    BOOST_TEST(state.failures == 0);
    BOOST_TEST(state.last_failure == "");
    BOOST_TEST((state.delivered_at == noon + 6s));
    BOOST_TEST(desk.take(query("one", noon + 3h)).empty());
    BOOST_TEST(desk.take_one("one", noon + 4h).deliveries == 1);
}

void an_acknowledged_alarm_is_said_no_more(const AlarmsContract& store) {
    Desk desk{store};
    desk.raise("a");
    const AlarmDelivery under_way = desk.take_one("one", noon);
    store.acknowledge(under_way.alarm_no);
    desk.note(under_way, "one", "GW2001 refused", noon + 5s);
    for (const AlarmChannel channel : ports::alarm_channels)
        BOOST_TEST(desk.take(query("two", noon + 24h, channel)).empty());
    BOOST_TEST(desk.ask.value(store.deliveries.open(100)).empty());
}

void an_outcome_of_one_who_lost_the_delivery_changes_nothing(const AlarmsContract& store) {
    Desk desk{store};
    desk.raise("a");
    const AlarmDelivery lost = desk.take_one("one", noon);
    const AlarmDelivery taken_over = desk.take_one("two", noon + 1min);
    desk.note(lost, "one", std::nullopt, noon + 4h);
    BOOST_TEST(desk.state(AlarmChannel::webhook).deliveries == 0);
    desk.note(taken_over, "two", std::nullopt, noon + 4h);
    desk.note(taken_over, "two", std::nullopt, noon + 8h);  // told twice, counted once
    const auto state = desk.state(AlarmChannel::webhook);
    BOOST_TEST(state.deliveries == 1);
    BOOST_TEST((state.next_try_at == noon + 4h));
}

void longest_due_alarms_come_first_and_no_more_than_asked_for(const AlarmsContract& store) {
    Desk desk{store};
    desk.raise("late", noon + 2s);
    desk.raise("first", noon);
    desk.raise("second", noon + 1s);
    auto asked = query("one", noon + 1h);
    asked.limit = 2;
    const std::vector<std::string> wanted{"first", "second"}, rest{"late"};
    BOOST_TEST(subjects(desk.take(asked)) == wanted, boost::test_tools::per_element());
    BOOST_TEST(subjects(desk.take(query("two", noon + 1h))) == rest, boost::test_tools::per_element());
}

}  // namespace clearing::tests
