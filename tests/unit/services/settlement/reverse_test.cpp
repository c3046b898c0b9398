// 2601: undo of what the caller does not know, and a fence (SETTLEMENT §2, §5).
#include "gateway/services/settlement/own_cancel.hpp"
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Reversing : Ningbo {
    Reversing() {
        shanghai.will_pay(zhang_corrected());
        visit = visit_with_bill("zhang", zhang);
    }
    Result<ReverseResult> undo(std::string message = "r1") {
        return reverse(visitor_call("2601", std::move(message)), "m1", "2207");
    }
    Result<SettledBill> settle_it(std::string message = "m1") {
        return settle(visitor_call("2207", std::move(message)), visit, zhang);
    }
    SettlementState state() { return state_of(visitor_call("2207", "m1")); }
    /// 5203 of the visit.
    std::string code_of_lookup() {
        SettlementQuery by_visit;
        by_visit.visit = visit;
        return code_of_answer(run(desk.settlement(visitor_call("5203", "q1"), by_visit)));
    }
    /// The answer was lost, and the undoing comes too late; `our_cancel`: what happens to the cancel that follows.
    void undo_too_late(Happening our_cancel) {
        // Settled, reversed, asked what is booked, cancelled.
        shanghai.answer_next({Happening::lost_reply, Happening::day_closed, Happening::answers, our_cancel});
        BOOST_TEST(code_of_answer(settle_it()) == "GW3001");
        undo();
    }
    void close_the_day() {
        clock.set("2018-10-17 00:30:00");
        BOOST_REQUIRE(close(shanghai_day("2018-10-16")).has_value());
    }
    VisitId visit;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reversing, Reversing)

BOOST_AUTO_TEST_CASE(an_unknown_message_is_fenced_and_the_original_is_refused_when_it_comes) {
    BOOST_TEST((undo().value() == ReverseResult::fenced));
    const auto late = settle_it();
    BOOST_TEST(code_of_answer(late) == "GW1102");
    BOOST_TEST(shanghai.times_asked("settle") == 0);
    BOOST_TEST((undo("r2").value() == ReverseResult::reversed));
    BOOST_TEST(code_of_answer(settle_it("m2")) == "0");  // the bill itself is free
}

BOOST_AUTO_TEST_CASE(only_settlements_and_their_cancels_are_reversed) {
    for (const char* infno : {"2201", "2204", "2206", "2401", "1101", "9001", "", "A", "2601", "2207AA"})
        BOOST_TEST(code_of_answer(reverse(visitor_call("2601", std::string("r") + infno), "m1", infno)) == "GW1515");
    for (const char* infno : {"2207", "2207A", "2208", "2208A", "2304", "2304A", "2305", "2305A"})
        BOOST_TEST(code_of_answer(reverse(visitor_call("2601", std::string("r") + infno), infno, infno)) == "0");
}

BOOST_AUTO_TEST_CASE(a_refused_one_has_nothing_to_undo) {
    shanghai.answer_next({Happening::refuses});
    settle_it();
    BOOST_TEST((undo().value() == ReverseResult::fenced));
    BOOST_TEST((state() == SettlementState::refused));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
}

BOOST_AUTO_TEST_CASE(one_that_was_not_sent_is_reversed_without_asking_anybody) {
    shanghai.answer_next({Happening::unreachable});
    settle_it();
    BOOST_TEST((undo().value() == ReverseResult::reversed));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
}

BOOST_AUTO_TEST_CASE(one_in_doubt_is_reversed_whether_it_arrived_or_not) {
    shanghai.answer_next({Happening::lost_request});
    settle_it();
    BOOST_TEST((undo().value() == ReverseResult::reversed));
    BOOST_TEST((state() == SettlementState::reversed));
    BOOST_TEST(books.ledger.empty());
    // The reverse carries our message id of that leg, not the caller's.
    BOOST_TEST((shanghai.legs.back().original_message == record_of(visitor_call("2207", "m1")).our_message));
}

BOOST_AUTO_TEST_CASE(a_booked_one_with_its_day_open_becomes_void_with_a_counter_entry_on_the_same_day) {
    settle_it().value();
    BOOST_TEST((undo().value() == ReverseResult::reversed));
    BOOST_TEST((trial_balance(shanghai_day("2018-10-16")) ==
                std::vector<std::string>{"R1 hifp 1126.60 1126.60", "R1 acct 2.00 2.00", "H hifp 1126.60 1126.60",
                                         "H acct 2.00 2.00"}));
    BOOST_TEST(run(days.content(shanghai_day("2018-10-16"))).value().lines.empty());
    BOOST_TEST((undo("r2").value() == ReverseResult::reversed));
    BOOST_TEST(books.ledger.size() == 4);
}

BOOST_AUTO_TEST_CASE(a_reverse_that_was_carried_out_and_could_not_be_recorded_is_told_as_under_way) {
    BOOST_REQUIRE(settle_it().has_value());
    books.writes_until_failure = 1;  // reversing is written, what the other side said is not
    const auto told = undo();
    BOOST_TEST(code_of_answer(told) == "GW3003");
    BOOST_TEST(!told.error().settlement_id.empty());
    BOOST_TEST((state() == SettlementState::reversing));
    books.writes_until_failure = -1;
    BOOST_TEST((undo("r2").value() == ReverseResult::reversed));
}

BOOST_AUTO_TEST_CASE(while_the_answer_is_awaited_the_reverse_is_remembered_and_carried_out_on_a_yes) {
    std::string answer_meanwhile;
    shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        ReverseRequest request{MessageId("m1"), "2207", {}};
        auto asked = co_await desk.reverse(visitor_call("2601", "r1"), request);
        answer_meanwhile = code_of_answer(asked);
    };
    BOOST_TEST(code_of_answer(settle_it()) == "GW1102");
    BOOST_TEST(answer_meanwhile == "GW3003");
    BOOST_TEST((state() == SettlementState::reversed));
    BOOST_TEST((shanghai.books.begin()->second.state == QueryResult::State::reversed));
    BOOST_TEST(books.ledger.empty());
}

BOOST_AUTO_TEST_CASE(a_remembered_reverse_is_carried_out_on_silence_and_dropped_on_a_no) {
    const auto remember = [&]() -> ports::awaitable<void> {
        ReverseRequest request{MessageId("m1"), "2207", {}};
        co_await desk.reverse(visitor_call("2601", "r1"), request);
    };
    shanghai.meanwhile = remember;
    shanghai.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(settle_it()) == "GW1102");
    Reversing other;
    other.shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        ReverseRequest request{MessageId("m1"), "2207", {}};
        co_await other.desk.reverse(other.visitor_call("2601", "r1"), request);
    };
    other.shanghai.answer_next({Happening::refuses});
    BOOST_TEST(code_of_answer(other.settle_it()) == "GW1601");
    BOOST_TEST((other.state() == SettlementState::refused));
}

BOOST_AUTO_TEST_CASE(a_reverse_gets_less_time_than_its_asker_has_left) {
    shanghai.answer_next({Happening::lost_reply});
    settle_it();
    Call hurried = visitor_call("2601", "r1");
    hurried.deadline = clock.steady() + std::chrono::seconds(2);
    ReverseRequest request{MessageId("m1"), "2207", {}};
    BOOST_TEST((run(desk.reverse(hurried, request)).value() == ReverseResult::reversed));
    BOOST_TEST((shanghai.legs.back().leg.deadline < hurried.deadline));
    // An unbalanced answer that came late leaves its reverse no more than the rest.
    shanghai.will_pay(zhang_as_printed());
    Call settling = visitor_call("2207", "m2");
    shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        clock.advance(std::chrono::seconds(8));
        co_return;
    };
    BOOST_TEST(code_of_answer(settle(settling, visit, zhang)) == "GW1409");
    BOOST_TEST(shanghai.asked.back().starts_with("reverse"));
    BOOST_TEST((shanghai.legs.back().leg.deadline < settling.deadline));
    // Nobody waits for the resolver's.
    shanghai.answer_next({Happening::answers, Happening::lost_request});
    settle(visitor_call("2207", "m3"), visit, zhang);
    resolve().value();
    BOOST_TEST((shanghai.legs.back().leg.deadline == clock.steady() + ports::AnswerTimes().reverse));
}

BOOST_AUTO_TEST_CASE(silence_to_a_reverse_leaves_it_reversing_until_it_is_confirmed) {
    settle_it().value();
    shanghai.answer_next({Happening::lost_request});
    BOOST_TEST(code_of_answer(undo()) == "GW3003");
    BOOST_TEST((state() == SettlementState::reversing));
    BOOST_TEST(code_of_answer(settle_it()) == "GW3003");
    BOOST_TEST(code_of_answer(settle_it("m2")) == "GW3003");  // it still holds the bill
    BOOST_TEST((undo("r2").value() == ReverseResult::reversed));
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(after_the_day_closed_a_reverse_is_carried_out_as_a_cancel) {
    const auto booked = settle_it();
    close_the_day();
    BOOST_TEST((undo().value() == ReverseResult::day_closed));
    BOOST_TEST((state() == SettlementState::cancelled));
    const auto records = run(settlements.find_by_visit(visit)).value();
    BOOST_REQUIRE(records.size() == 2);
    const SettlementRecord& cancel = records[0].kind == SettlementKind::cancel ? records[0] : records[1];
    BOOST_TEST((cancel.state == SettlementState::booked));
    BOOST_TEST((cancel.original_id == booked->settlement));
    BOOST_TEST(cancel.assigned_day->to_text() == "2018-10-17");
    BOOST_TEST((cancel.answer.split == booked->split.negated()));
    // It gives back: nothing of the prefund is held for it beside the original's.
    BOOST_TEST(!record_of(visitor_call("2207", "m1")).prefund.amount.is_zero());
    BOOST_TEST(cancel.prefund.amount.is_zero());
    // R1 goes negative until the next clearing; what was cleared is not touched.
    BOOST_TEST((balance(Account::r2) == yuan("1128.60")));
    BOOST_TEST((balance(Account::r1) == yuan("-1128.60")));
    BOOST_TEST((settle_it()->split == booked->split));  // the answer stays frozen
    BOOST_TEST(code_of_answer(undo("r2")) == "GW1507");
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_could_not_be_sent_is_sent_again_without_being_asked) {
    settle_it().value();
    close_the_day();
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(undo()) == "GW2001");
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST(shanghai.times_asked("cancel") == 2);
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_was_not_sent_before_its_day_ended_is_sent_on_the_next) {
    settle_it().value();
    close_the_day();
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(undo()) == "GW2001");
    clock.set("2018-10-18 00:30:00");
    BOOST_REQUIRE(close(shanghai_day("2018-10-17")).has_value());
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::cancelled));
    const auto records = run(settlements.find_by_visit(visit)).value();
    BOOST_TEST(std::ranges::count_if(records, [](const SettlementRecord& record) {
                   return record.assigned_day && record.assigned_day->to_text() == "2018-10-18";
               }) == 1);
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_met_a_day_already_over_is_followed_by_the_next) {
    settle_it().value();
    close_the_day();
    shanghai.answer_next({Happening::day_closed});
    undo();
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST((undo("r2").value() == ReverseResult::day_closed));
    BOOST_TEST((state() == SettlementState::cancelled));
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_was_fenced_is_followed_by_the_next) {
    settle_it().value();
    close_the_day();
    shanghai.answer_next({Happening::lost_request});
    BOOST_TEST(code_of_answer(undo()) == "GW3004");
    BOOST_TEST(resolve(settlement::Resolver::Which::due).value() == 1);  // unknown there: fenced
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST((undo("r2").value() == ReverseResult::day_closed));
    BOOST_TEST((state() == SettlementState::cancelled));
}

BOOST_AUTO_TEST_CASE(an_undoing_that_is_owed_is_carried_out_without_being_asked) {
    undo_too_late(Happening::lost_request);
    BOOST_TEST(shanghai.times_asked("cancel") == 1);
    // Fenced: that cancel is spent.
    BOOST_TEST(resolve(settlement::Resolver::Which::due).value() == 1);
    BOOST_TEST((state() == SettlementState::booked));
    // The next one meets a day that is over, and so does the one after it.
    shanghai.answer_next({Happening::day_closed, Happening::day_closed});
    clock.advance(std::chrono::minutes(1));
    resolve(settlement::Resolver::Which::due).value();
    BOOST_TEST(shanghai.times_asked("cancel") == 2);
    resolve(settlement::Resolver::Which::due).value();
    BOOST_TEST(shanghai.times_asked("cancel") == 2, "less and less often");
    clock.advance(std::chrono::minutes(1));
    resolve(settlement::Resolver::Which::due).value();
    clock.advance(std::chrono::minutes(1));
    BOOST_TEST(resolve(settlement::Resolver::Which::due).value() == 1);
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST(shanghai.times_asked("cancel") == 4);
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(an_undoing_whose_cancels_come_to_nothing_is_given_up_with_one_alarm_and_stays_owed) {
    undo_too_late(Happening::day_closed);
    for (int number = 2; number <= settlement::own_cancels_at_most; ++number) {
        shanghai.answer_next({Happening::day_closed});
        resolve().value();
    }
    BOOST_TEST(shanghai.times_asked("cancel") == settlement::own_cancels_at_most);
    BOOST_TEST(alarm_rows.alarms.empty());

    const SettlementRecord stands = record_of(visitor_call("2207", "m1"));
    const auto still_given_up = [&] {
        for (const auto which : {settlement::Resolver::Which::due, settlement::Resolver::Which::everything})
            BOOST_TEST(resolve(which).value() == 0);
        BOOST_TEST(shanghai.times_asked("cancel") == settlement::own_cancels_at_most);
        BOOST_REQUIRE(alarm_rows.alarms.size() == 1U);
    };
    still_given_up();
    const auto& [no, row] = *alarm_rows.alarms.begin();
    BOOST_TEST(row.alarm.kind == "undoing_given_up");
    BOOST_TEST(row.alarm.subject == stands.id.text);
    // Somebody has taken note; nothing has changed for the settlement.
    alarms.acknowledge(no);
    clock.advance(std::chrono::hours(24));
    still_given_up();
    BOOST_TEST(code_of_answer(settle_it()) == "GW3003");
    const auto owed = run(doubts.owed_undoings(PeerName("shanghai"), 9)).value();
    BOOST_REQUIRE(owed.size() == 1U);
    BOOST_TEST((owed.front().record.no == stands.no));

    // Its hospital ends it.
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, stands.id)) == "0");
    BOOST_TEST(run(doubts.owed_undoings(PeerName("shanghai"), 9)).value().empty());
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(an_undoing_that_its_asker_keeps_asking_for_is_given_up_with_one_alarm_too) {
    settle_it().value();
    close_the_day();
    for (int number = 1; number <= settlement::own_cancels_at_most; ++number) {
        shanghai.answer_next({Happening::day_closed});
        undo("r" + std::to_string(number));
        BOOST_TEST(alarm_rows.alarms.empty());
    }
    for (const char* message : {"again", "and again"})
        BOOST_TEST(code_of_answer(undo(message)) == "GW3003");
    BOOST_TEST(shanghai.times_asked("cancel") == settlement::own_cancels_at_most);
    BOOST_REQUIRE(alarm_rows.alarms.size() == 1U);
    BOOST_TEST(alarm_rows.alarms.begin()->second.alarm.subject == record_of(visitor_call("2207", "m1")).id.text);
}

BOOST_AUTO_TEST_CASE(those_given_up_do_not_keep_other_undoings_waiting) {
    undo_too_late(Happening::day_closed);
    const SettlementNo given_up = record_of(visitor_call("2207", "m1")).no;
    for (int number = 2; number <= settlement::own_cancels_at_most; ++number) {
        shanghai.answer_next({Happening::day_closed});
        resolve().value();
    }
    const VisitId other = visit_with_bill("other", zhang);
    shanghai.answer_next({Happening::lost_reply, Happening::day_closed, Happening::answers, Happening::day_closed});
    settle(visitor_call("2207", "m2"), other, zhang);
    reverse(visitor_call("2601", "r2"), "m2", "2207");
    const auto owed = run(doubts.owed_undoings(PeerName("shanghai"), 1)).value();
    BOOST_REQUIRE(owed.size() == 1U);
    BOOST_TEST((owed.front().record.no != given_up));
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state_of(visitor_call("2207", "m2")) == SettlementState::cancelled));
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_was_not_sent_ends_with_what_it_would_have_cancelled) {
    settle_it().value();
    close_the_day();
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(undo()) == "GW2001");
    // The hospital cancels it itself meanwhile.
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, record_of(visitor_call("2207", "m1")).id)) ==
               "0");
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST(resolve().value() == 1);
    const auto records = run(settlements.find_by_visit(visit)).value();
    BOOST_TEST(std::ranges::count(records, SettlementState::not_sent, &SettlementRecord::state) == 0);
    BOOST_TEST(std::ranges::count(records, SettlementState::reversed, &SettlementRecord::state) == 1);
    BOOST_TEST(run(doubts.open(10)).value().empty());
    BOOST_TEST(shanghai.times_asked("cancel") == 2);
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_the_other_side_refuses_leaves_the_settlement_booked) {
    settle_it().value();
    close_the_day();
    shanghai.answer_next({Happening::refuses});
    BOOST_TEST(code_of_answer(undo()) == "GW1515");
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST(code_of_answer(undo("r2")) == "GW1515");
    BOOST_TEST(shanghai.times_asked("cancel") == 1);
}

BOOST_AUTO_TEST_CASE(too_late_at_the_other_side_books_it_here_and_cancels_it) {
    shanghai.answer_next({Happening::lost_reply, Happening::day_closed});
    BOOST_TEST(code_of_answer(settle_it()) == "GW3001");
    BOOST_TEST((undo().value() == ReverseResult::day_closed));
    BOOST_TEST((state() == SettlementState::cancelled));
    // Booked with what a query told, and undone: both lines are listed, nothing is owed.
    BOOST_TEST(books.ledger.size() == 4);
    BOOST_TEST(balance(Account::r1).is_zero());
    BOOST_TEST(run(days.content(shanghai_day("2018-10-16"))).value().lines.size() == 2);
}

BOOST_AUTO_TEST_CASE(one_that_was_booked_only_to_be_cancelled_is_never_answered_with_a_yes) {
    undo_too_late(Happening::lost_reply);
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST(code_of_answer(settle_it()) == "GW3003");
    BOOST_TEST(code_of_lookup() == "GW3003");
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST(code_of_answer(settle_it()) == "GW1102");
    BOOST_TEST(code_of_lookup() == "GW1102");
    // The bill is free, and paid once.
    BOOST_TEST(code_of_answer(settle_it("m2")) == "0");
    BOOST_TEST(code_of_answer(settle_it()) == "GW1102");
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(one_that_the_other_side_will_not_cancel_stands_and_is_answered_so) {
    undo_too_late(Happening::refuses);
    BOOST_TEST((state() == SettlementState::booked));
    const auto stands = settle_it();
    BOOST_TEST_REQUIRE(code_of_answer(stands) == "0");
    BOOST_TEST(code_of_lookup() == "0");
    // Cancelled later by its caller, who had been told yes: that answer stays.
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, stands->settlement)) == "0");
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST((settle_it()->split == stands->split));
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_was_not_opened_is_opened_when_the_message_comes_again) {
    books.fault = [this](std::string_view write, WriteMoment moment) {
        return write == "settlement.open" && moment == WriteMoment::begin && !books.records.empty();
    };
    undo_too_late(Happening::answers);
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST(shanghai.times_asked("cancel") == 0);
    BOOST_TEST(code_of_lookup() == "GW3003");
    books.fault = {};
    BOOST_TEST(code_of_answer(settle_it()) == "GW1102");
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_cancel_of_ours_that_a_crash_kept_from_being_opened_is_opened_by_the_resolver) {
    books.fault = [this](std::string_view write, WriteMoment moment) {
        return write == "settlement.open" && moment == WriteMoment::begin && !books.records.empty();
    };
    undo_too_late(Happening::answers);
    BOOST_TEST((state() == SettlementState::booked));
    books.fault = {};
    // Not in the turn of whoever is about to open it.
    BOOST_TEST(resolve(settlement::Resolver::Which::due).value() == 0);
    clock.advance(std::chrono::seconds(3));
    BOOST_TEST(resolve(settlement::Resolver::Which::due).value() == 1);
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST(code_of_lookup() == "GW1102");
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(too_late_for_an_unbalanced_answer_is_never_booked) {
    shanghai.will_pay(zhang_as_printed());
    shanghai.answer_next({Happening::answers, Happening::day_closed});
    BOOST_TEST(code_of_answer(settle_it()) == "GW3003");
    BOOST_TEST((state() == SettlementState::reversing));
    BOOST_TEST(books.ledger.empty());
}

BOOST_AUTO_TEST_CASE(a_late_yes_after_the_reversal_is_reversed_again_with_an_alarm) {
    // The runner still waits for its answer while the resolver has given it up, asked, and reversed.
    shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        clock.advance(std::chrono::minutes(1));
        shanghai.answer_next({Happening::lost_request});
        co_await resolver.step(PeerName("shanghai"));  // awaiting → in doubt; the query is silent
        ReverseRequest request{MessageId("m1"), "2207", {}};
        co_await desk.reverse(visitor_call("2601", "r1"), request);
    };
    BOOST_TEST(code_of_answer(settle_it()) == "GW1102");
    BOOST_TEST((state() == SettlementState::reversed));
    BOOST_REQUIRE(books.alarms.size() == 1);
    BOOST_TEST(books.alarms[0].find("late success") != std::string::npos);
    BOOST_TEST(shanghai.times_asked("reverse") == 2);
    BOOST_TEST(books.ledger.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
