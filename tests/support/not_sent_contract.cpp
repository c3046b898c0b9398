// What was not sent, at the end of its day (SETTLEMENT §2).
#include "tests/support/closing_steps.hpp"
#include "tests/support/day_store_contract.hpp"

namespace clearing::tests {

using namespace closing;

void what_was_not_sent_is_refused_at_the_close(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord record = desk.opened(visitor_record("a"));
    record = desk.applied(move_of(record, State::not_sent));
    const SettlementRecord of_other_pair =
        desk.applied(move_of(desk.opened(test::resident_record("r", first_day), false), State::not_sent));
    const Instant midnight = noon + std::chrono::hours(12);
    desk.value(store.days.switch_day(day_key(record, first_day), midnight));
    SettlementRecord wanted = record;
    wanted.state = State::refused;
    wanted.error = Error{ErrorCode::clearing_day_closed, "the clearing day is over", {}, record.id.text};
    wanted.changed_at = midnight;
    wanted.facts.day_open = false;
    BOOST_TEST(shown(desk.found(record.no)) == shown(wanted));
    BOOST_TEST(store.history().back() == "330200a not_sent>refused day_closed");
    BOOST_TEST((desk.found(of_other_pair.no).state == State::not_sent));
    // One that was awaiting at the switch and turned out not to be sent: when the content is asked.
    const SettlementRecord late = desk.opened(visitor_record("b"));
    switch_day(desk, day_key(late, second_day));
    desk.applied(move_of(late, State::not_sent));
    content_of(desk, day_key(late, second_day));
    BOOST_TEST((desk.found(late.no).state == State::refused));
}

void what_was_not_sent_and_has_no_day_yet_is_refused_at_the_end_of_the_day_it_was_opened_on(
    const StoreContract& store) {
    StoreDesk desk{store};
    const Instant midnight = noon + std::chrono::hours(12);
    const auto not_sent = [&](const char* name, Instant opened_at) {
        SettlementRecord record = test::national_record(name);
        record.opened_at = opened_at;
        return desk.applied(move_of(desk.opened(record, false), State::not_sent));
    };
    const SettlementRecord last = not_sent("last", midnight - std::chrono::milliseconds(1));
    const SettlementRecord next = not_sent("next", midnight);
    BOOST_TEST(!last.assigned_day);
    desk.value(store.days.switch_day(day_key(last, first_day), midnight));
    const SettlementRecord ended = desk.found(last.no);
    BOOST_TEST((ended.state == State::refused));
    BOOST_TEST((ended.error.value().code == ErrorCode::clearing_day_closed));
    BOOST_TEST((desk.found(next.no).state == State::not_sent));
    desk.value(store.days.switch_day(day_key(last, second_day), midnight + std::chrono::hours(24)));
    BOOST_TEST((desk.found(next.no).state == State::refused));
}

// Nobody else would send it again: refused with its day, the undoing it is for would be lost.
void a_cancel_of_our_own_that_was_not_sent_moves_to_the_open_day(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("a")), other = desk.booked(visitor_record("b"));
    SettlementRecord wanted = test::cancel_of(booked, "ours");
    wanted.message.peer = PeerName("gateway");
    const SettlementRecord ours = desk.applied(move_of(desk.opened(wanted), State::not_sent));
    const SettlementRecord callers =
        desk.applied(move_of(desk.opened(test::cancel_of(other, "callers")), State::not_sent));
    BOOST_TEST((ours.assigned_day == first_day));
    const Instant midnight = noon + std::chrono::hours(12);
    desk.value(store.days.switch_day(day_key(ours, first_day), midnight));
    const SettlementRecord moved = desk.found(ours.no);
    BOOST_TEST((moved.state == State::not_sent));
    BOOST_TEST((moved.assigned_day == second_day));
    BOOST_TEST((moved.changed_at == midnight));
    BOOST_TEST((desk.found(callers.no).state == State::refused));
    // Sent at last: it is a line of the day it has moved to.
    const SettlementRecord sent = desk.applied(move_of(moved, State::awaiting_answer));
    ports::SettlementChange booking = test::booking_of(sent);
    booking.cancelled_original = booked.no;
    BOOST_TEST((desk.applied(booking).assigned_day == second_day));
    BOOST_TEST((desk.found(booked.no).state == State::cancelled));
}

}  // namespace clearing::tests
