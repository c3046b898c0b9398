// A cancel is a settlement record of its own: own id, own day, negative amounts, a link (SETTLEMENT §5).
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Booked : Ningbo {
    Booked() {
        shanghai.will_pay(zhang_corrected());
        visit = visit_with_bill("zhang", zhang);
        booked = settle(visitor_call("2207", "m1"), visit, zhang).value();
    }
    VisitId visit;
    SettledBill booked;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cancelling, Booked)

BOOST_AUTO_TEST_CASE(a_cancel_answers_the_negative_of_what_we_booked_under_its_own_id) {
    const auto cancelled = cancel(visitor_call("2208", "c1"), visit, booked.settlement);
    BOOST_REQUIRE(cancelled.has_value());
    BOOST_TEST((cancelled->settlement != booked.settlement));
    BOOST_TEST((cancelled->split == booked.split.negated()));
    const SettlementRecord record = record_of(visitor_call("2208", "c1"));
    BOOST_TEST((record.kind == SettlementKind::cancel));
    BOOST_TEST((record.original_id == booked.settlement));
    BOOST_TEST((record.state == SettlementState::booked));
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::cancelled));
    BOOST_TEST(balance(Account::r1).is_zero());
    BOOST_TEST(balance(Account::h).is_zero());
    BOOST_TEST(books.ledger.size() == 4);
    // Onward it names the other side's id of the original and our message of its leg.
    const ports::LegOfSettlement& leg = shanghai.legs.back();
    BOOST_TEST((leg.their_settlement == record_of(visitor_call("2207", "m1")).their_id));
    BOOST_TEST((leg.original_message == record_of(visitor_call("2207", "m1")).our_message));
    BOOST_TEST((leg.original_key.settlement == booked.settlement));
}

BOOST_AUTO_TEST_CASE(both_lines_stay_in_the_list_of_the_day) {
    cancel(visitor_call("2208", "c1"), visit, booked.settlement).value();
    const auto content = run(days.content(shanghai_day("2018-10-16"))).value();
    BOOST_REQUIRE(content.lines.size() == 2);
    const auto cells = cells_of(content.lines);
    BOOST_REQUIRE(cells.size() == 1);
    BOOST_TEST(cells[0].settlements == 1);
    BOOST_TEST(cells[0].cancels == 1);
    BOOST_TEST(cells[0].sums.total.is_zero());
}

BOOST_AUTO_TEST_CASE(after_a_booked_cancel_the_bill_settles_again_under_a_new_message) {
    cancel(visitor_call("2208", "c1"), visit, booked.settlement).value();
    const auto again = settle(visitor_call("2207", "m2"), visit, zhang);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((again->settlement != booked.settlement));
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(an_amount_of_the_cancels_answer_that_differs_opens_a_difference) {
    shanghai.books.begin()->second.bill.split.account = yuan("3.00");
    const auto cancelled = cancel(visitor_call("2208", "c1"), visit, booked.settlement);
    BOOST_REQUIRE(cancelled.has_value());
    BOOST_TEST(cancelled->split.account.to_yuan() == "-2.00");
    BOOST_REQUIRE(books.settlement_differences.size() == 1);
    BOOST_TEST(books.settlement_differences[0].note == "acct_pay");
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cancelled_is_refused_with_its_reason) {
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, SettlementId("330200NOSUCH"))) == "GW1505");
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c2"), VisitId("another"), booked.settlement)) == "GW1501");
    Call elsewhere = visitor_call("2208", "c3");
    elsewhere.header.institution = InstitutionCode("H33020300002");
    BOOST_TEST(code_of_answer(cancel(elsewhere, visit, booked.settlement)) == "GW1505");
    const auto done = cancel(visitor_call("2208", "c4"), visit, booked.settlement);
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c5"), visit, booked.settlement)) == "GW1507");
    // There is no cancel of a cancel.
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c6"), visit, done->settlement)) == "GW1517");
    // Nor for a person the visit is not of.
    CancelRequest of_another{booked.settlement, visit, "P-520100", {}};
    BOOST_TEST(code_of_answer(run(desk.cancel(visitor_call("2208", "c7"), of_another))) == "GW1509");
    // The refused message ids stay refused, and the first cancel's answer is frozen.
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c5"), visit, booked.settlement)) == "GW1507");
    BOOST_TEST((cancel(visitor_call("2208", "c4"), visit, booked.settlement)->settlement == done->settlement));
    BOOST_TEST(shanghai.times_asked("cancel") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_booked_is_not_cancelled) {
    reverse(visitor_call("2601", "r1"), "m1", "2207").value();
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW1506");
}

BOOST_AUTO_TEST_CASE(a_settlement_in_doubt_is_not_cancelled_before_it_is_known) {
    const VisitId other = visit_with_bill("other", zhang);
    shanghai.answer_next({Happening::lost_reply});
    settle(visitor_call("2207", "m2"), other, zhang);
    const SettlementId id = record_of(visitor_call("2207", "m2")).id;
    const auto refused = cancel(visitor_call("2208", "c1"), other, id);
    BOOST_TEST(code_of_answer(refused) == "GW3001");
    BOOST_TEST(refused.error().settlement_id == id.text);
    resolve().value();
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), other, id)) == "0");
}

BOOST_AUTO_TEST_CASE(a_cancel_whose_answer_is_lost_is_in_doubt_and_nothing_else_goes_meanwhile) {
    shanghai.answer_next({Happening::lost_reply});
    const auto lost = cancel(visitor_call("2208", "c1"), visit, booked.settlement);
    BOOST_TEST(code_of_answer(lost) == "GW3004");
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::booked));
    const auto second = cancel(visitor_call("2208", "c2"), visit, booked.settlement);
    BOOST_TEST(code_of_answer(second) == "GW3004");
    BOOST_TEST(second.error().settlement_id == lost.error().settlement_id);
    // Asked again once it is known, the same message may settle the bill.
    const auto resettled = settle(visitor_call("2207", "m2"), visit, zhang);
    BOOST_TEST(code_of_answer(resettled) == "GW3004");
    BOOST_TEST(resettled.error().settlement_id == lost.error().settlement_id);
    // Nor is the settlement reversed beside its cancel.
    BOOST_TEST(code_of_answer(reverse(visitor_call("2601", "r1"), "m1", "2207")) == "GW3004");
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::cancelled));
    BOOST_TEST(balance(Account::r1).is_zero());
    BOOST_TEST((cancel(visitor_call("2208", "c1"), visit, booked.settlement)->split == booked.split.negated()));
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(a_cancel_that_is_refused_leaves_the_settlement_booked) {
    shanghai.answer_next({Happening::refuses});
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW1601");
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::booked));
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c2"), visit, booked.settlement)) == "0");
}

BOOST_AUTO_TEST_CASE(a_cancel_that_was_not_sent_goes_again_under_the_same_message) {
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW2001");
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "0");
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_cancel_that_was_not_sent_is_refused_for_good_once_its_settlement_is_reversed) {
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW2001");
    reverse(visitor_call("2601", "r1"), "m1", "2207").value();
    for (int again = 0; again < 2; ++again)
        BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW1506");
    BOOST_TEST((state_of(visitor_call("2208", "c1")) == SettlementState::refused));
}

BOOST_AUTO_TEST_CASE(a_reverse_that_is_quicker_than_a_cancel_leaves_nothing_to_cancel) {
    bool has_come_between = false;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (has_come_between || !call.starts_with("settlement.open")) co_return;
        has_come_between = true;
        ReverseRequest request{MessageId("m1"), "2207", {}};
        co_await desk.reverse(visitor_call("2601", "r1"), request);
    };
    const auto late = cancel(visitor_call("2208", "c1"), visit, booked.settlement);
    books.travel = nullptr;
    BOOST_TEST(has_come_between);
    BOOST_TEST(code_of_answer(late) == "GW1506");
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::reversed));
    BOOST_TEST(shanghai.times_asked("cancel") == 0);
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_cancel_in_doubt_that_never_arrived_is_fenced_and_the_settlement_stays) {
    shanghai.answer_next({Happening::lost_request});
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW3004");
    resolve().value();
    BOOST_TEST((state_of(visitor_call("2208", "c1")) == SettlementState::reversed));
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::booked));
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c2"), visit, booked.settlement)) == "0");
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_booked_cancel_is_not_reversed_for_the_bill_may_be_taken_again) {
    cancel(visitor_call("2208", "c1"), visit, booked.settlement).value();
    settle(visitor_call("2207", "m2"), visit, zhang).value();
    BOOST_TEST(code_of_answer(reverse(visitor_call("2601", "r1"), "c1", "2208")) == "GW1515");
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
}

// Found by the simulation: it was listed without the platform's id, on the original's day.
BOOST_AUTO_TEST_CASE(a_national_cancel_kept_by_the_platform_is_booked_under_its_id_and_on_its_day) {
    const VisitId stay = register_visit(guiyang_call("2401", "reg"), "2018-10-10 08:00:00").value();
    BOOST_REQUIRE(upload(guiyang_call("2301", "up"), stay, {"0", "100.00"}));
    hub.setl_time = "2018-10-16 09:30:00";
    const auto settled = settle(guiyang_call("2304", "s1"), stay, {"0", "100.00"});
    BOOST_REQUIRE_MESSAGE(settled, why(settled));
    hub.setl_time = "2018-10-17 08:00:00";
    clock.set("2018-10-17 08:00:00");
    hub.answer_next({Happening::lost_reply, Happening::not_reversible});
    BOOST_TEST(code_of_answer(cancel(guiyang_call("2305", "c1"), stay, settled->settlement)) == "GW3004");
    BOOST_TEST(code_of_answer(reverse(guiyang_call("2601", "r1"), "c1", "2305")) == "GW1515");
    const SettlementRecord record = record_of(guiyang_call("2305", "c1"));
    BOOST_TEST((record.state == SettlementState::booked));
    BOOST_TEST(!record.their_id.empty());
    BOOST_TEST((record.their_id != record_of(guiyang_call("2304", "s1")).their_id));
    BOOST_TEST(record.assigned_day->to_text() == "2018-10-17");
}

BOOST_AUTO_TEST_CASE(the_reverse_of_a_cancel_that_the_other_side_keeps_books_the_cancel) {
    shanghai.answer_next({Happening::lost_reply, Happening::not_reversible});
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW3004");
    BOOST_TEST(code_of_answer(reverse(visitor_call("2601", "r1"), "c1", "2208")) == "GW1515");
    BOOST_TEST((state_of(visitor_call("2208", "c1")) == SettlementState::booked));
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::cancelled));
    BOOST_TEST(balance(Account::r1).is_zero());
    // No cancel of the cancel was opened.
    BOOST_TEST(books.records.size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
