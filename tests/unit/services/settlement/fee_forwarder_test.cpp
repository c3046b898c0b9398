// What is told later is told in order per stay, never discarded, and parked with an alarm after its limit (SETTLEMENT
// §4).
#include "gateway/services/settlement/fee_forwarder.hpp"

#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using ports::OutboxState;

struct Forwarding : Ningbo {
    Forwarding() { shanghai.will_pay(zhang_corrected()); }

    /// A settled bill of a new visit; its lines wait to be told.
    VisitId settled(const std::string& message) {
        const VisitId visit = visit_with_bill(message, zhang);
        BOOST_REQUIRE(settle(visitor_call("2207", message), visit, zhang).has_value());
        return visit;
    }
    int step(settlement::FeeForwarder& by, std::size_t batches = 20) {
        return run(by.step(PeerName("shanghai"), batches)).value();
    }
    std::vector<ports::OutboxItem> items() { return run(outbox.list(std::nullopt, 100)).value(); }
    OutboxState state_of_first() { return items().back().state; }

    settlement::FeeForwarder forwarder{surroundings, outbox, timers, {.owner = "gateway-1"}};
    settlement::FeeForwarder second{surroundings, outbox, timers, {.owner = "gateway-2"}};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fee_forwarder, Forwarding)

BOOST_AUTO_TEST_CASE(the_lines_of_a_settled_bill_are_told_once) {
    settled("m1");
    BOOST_TEST(step(forwarder) == 1);
    BOOST_TEST(step(forwarder) == 0);
    BOOST_TEST(shanghai.fee_lines.size() == 1U);
    BOOST_TEST((state_of_first() == OutboxState::done));
}

BOOST_AUTO_TEST_CASE(what_was_not_taken_in_comes_again_later_and_is_never_discarded) {
    settled("m1");
    shanghai.answer_next({Happening::unreachable, Happening::lost_reply});
    BOOST_TEST(step(forwarder) == 0);
    BOOST_TEST(step(forwarder) == 0);  // not yet
    clock.advance(std::chrono::seconds(5));
    BOOST_TEST(step(forwarder) == 0);
    clock.advance(std::chrono::seconds(5));
    BOOST_TEST(step(forwarder) == 0);  // the pause has doubled
    clock.advance(std::chrono::seconds(5));
    BOOST_TEST(step(forwarder) == 1);
    BOOST_TEST(items().back().attempts == 3);
    BOOST_TEST(items().back().last_failure == "GW3001");
}

BOOST_AUTO_TEST_CASE(after_three_days_it_is_parked_with_an_alarm_until_a_person_resumes_it) {
    settled("m1");
    shanghai.answer_next({Happening::unreachable, Happening::unreachable});
    step(forwarder);
    clock.advance(std::chrono::hours(72));
    BOOST_TEST(step(forwarder) == 0);
    BOOST_TEST((state_of_first() == OutboxState::parked));
    BOOST_REQUIRE(books.alarms.size() == 1U);
    BOOST_TEST(books.alarms.front().find("parked") != std::string::npos);
    clock.advance(std::chrono::hours(24));
    BOOST_TEST(step(forwarder) == 0);  // of its own accord nothing more happens
    BOOST_TEST(run(outbox.resume(std::nullopt, PeerName("shanghai"), "wang", clock.now())).value() == 1);
    BOOST_TEST(step(forwarder) == 1);
    BOOST_TEST((state_of_first() == OutboxState::done));
}

BOOST_AUTO_TEST_CASE(a_resumed_batch_has_its_whole_limit_again) {
    settled("m1");
    shanghai.answer_next({Happening::refuses, Happening::unreachable});
    step(forwarder);
    clock.advance(std::chrono::hours(100));
    run(outbox.resume(items().back().no, PeerName(), "wang", clock.now())).value();
    BOOST_TEST(step(forwarder) == 0);
    BOOST_TEST((state_of_first() == OutboxState::pending));
}

BOOST_AUTO_TEST_CASE(a_final_no_is_parked_at_once_for_asking_again_changes_nothing) {
    settled("m1");
    shanghai.answer_next({Happening::refuses});
    BOOST_TEST(step(forwarder) == 0);
    BOOST_TEST((state_of_first() == OutboxState::parked));
    BOOST_TEST(books.alarms.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_was_refused_is_told_under_another_message_once_a_person_resumes_it) {
    settled("m1");
    const auto resume = [&] { run(outbox.resume(std::nullopt, PeerName("shanghai"), "wang", clock.now())).value(); };
    shanghai.answer_next({Happening::unreachable, Happening::refuses, Happening::refuses, Happening::answers});
    step(forwarder);
    clock.advance(std::chrono::minutes(1));
    step(forwarder);
    resume();
    step(forwarder);
    resume();
    BOOST_TEST(step(forwarder) == 1);
    const std::vector<MessageId>& messages = shanghai.fee_messages;
    BOOST_TEST_REQUIRE(messages.size() == 4U);
    BOOST_TEST((messages[1] == messages[0]), "the same telling goes on");
    BOOST_TEST((messages[2] != messages[1]), "the peer would say its no again");
    BOOST_TEST((messages[3] != messages[2]));
    BOOST_TEST((messages[3] != messages[1]));
}

BOOST_AUTO_TEST_CASE(one_switch_holds_up_everything_for_a_peer_and_nothing_is_lost) {
    settled("m1");
    run(outbox.set_forwarding({PeerName("shanghai"), false, "wang", clock.now()})).value();
    BOOST_TEST(step(forwarder) == 0);
    BOOST_TEST(shanghai.fee_lines.empty());
    run(outbox.set_forwarding({PeerName("shanghai"), true, "wang", clock.now()})).value();
    BOOST_TEST(step(forwarder) == 1);
}

BOOST_AUTO_TEST_CASE(a_batch_belongs_to_one_daemon_and_to_another_once_its_holder_is_dead) {
    settled("m1");
    // The first daemon takes it and dies before it says what became of it.
    const Instant now = clock.now();
    const ports::OutboxQuery its{"gateway-1", PeerName("shanghai"), now, now + std::chrono::minutes(1), 20};
    BOOST_REQUIRE(run(outbox.take_due(its)).value().size() == 1U);
    BOOST_TEST(step(second) == 0);
    clock.advance(std::chrono::seconds(61));
    BOOST_TEST(step(second) == 1);
}

BOOST_AUTO_TEST_CASE(what_is_left_when_the_hold_is_over_is_not_sent_by_who_held_it) {
    for (const char* message : {"m1", "m2", "m3"})
        settled(message);
    // The first is answered only when the hold of all three is over.
    shanghai.while_taking_fees = [this] { clock.advance(std::chrono::seconds(61)); };
    BOOST_TEST(step(forwarder, 3) == 1);
    BOOST_TEST(shanghai.fee_lines.size() == 1U);
    BOOST_TEST(step(second) == 2);
}

BOOST_AUTO_TEST_CASE(batches_follow_each_other_at_their_pace_and_a_slow_peer_is_not_waited_for_twice) {
    for (const char* message : {"m1", "m2", "m3", "m4"})
        settled(message);
    std::vector<std::chrono::steady_clock::time_point> begun;
    const auto answered_after = [&](std::chrono::milliseconds span) {
        shanghai.while_taking_fees = [this, &begun, span] {
            begun.push_back(clock.steady());
            clock.advance(span);
        };
    };
    answered_after(std::chrono::milliseconds(3));
    BOOST_TEST(step(forwarder, 2) == 2);
    BOOST_TEST((begun[1] - begun[0] == std::chrono::milliseconds(10)));
    answered_after(std::chrono::milliseconds(50));
    BOOST_TEST(step(forwarder, 2) == 2);
    BOOST_TEST((begun[3] - begun[2] == std::chrono::milliseconds(50)));
}

BOOST_AUTO_TEST_CASE(a_cancelled_bill_is_not_told_any_more) {
    const VisitId visit = settled("m1");
    const SettlementId settlement = record_of(visitor_call("2207", "m1")).id;
    BOOST_TEST((state_of_first() == OutboxState::pending));
    BOOST_REQUIRE(cancel(visitor_call("2208", "c1"), visit, settlement).has_value());
    BOOST_TEST(step(forwarder) == 0);
    BOOST_TEST((state_of_first() == OutboxState::withdrawn));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
