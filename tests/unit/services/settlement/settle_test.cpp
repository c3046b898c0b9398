// The settlement of a bill: checks, both idempotency keys, frozen answers (SETTLEMENT §1, §2, §5).
#include "gateway/domain/reply.hpp"
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Desk : Ningbo {
    Desk() { shanghai.will_pay(zhang_corrected()); }

    /// Ms Zhang's visit with her bill.
    VisitId zhang_visit() { return visit_with_bill("zhang", zhang); }

    /// Admitted, and its yes is to be kept with the booking.
    Call with_reply(Call call) {
        MemoryMessageLog log(books.messages, books);
        ports::InboundMessage message{call.message_key(), call.direction, call.header, {}, "asks", clock.now()};
        const MessageNo no = run(log.admit(std::move(message))).value().no;
        call.reply = std::make_shared<Reply>(no, words_of);
        return call;
    }

    /// As a protocol would write it.
    static std::string words_of(const SettledBill& bill) {
        return bill.settlement.text + " " + bill.visit.text + " " + bill.medins_setl_id.text + " " + bill.settled_at +
               " " + bill.med_type + " " + bill.insurance_type.text + " " + bill.person.number + " " +
               bill.split.total.to_yuan() + " " + bill.split.cash.to_yuan();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(settling, Desk)

BOOST_AUTO_TEST_CASE(a_booked_settlement_is_answered_with_our_ids_and_posted_once) {
    const VisitId visit = zhang_visit();
    const Call call = visitor_call("2207", "m1");
    const auto bill = settle(call, visit, zhang);
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    BOOST_TEST(bill->settlement.text.size() == 30);
    BOOST_TEST(bill->settlement.text.starts_with("330200"));
    BOOST_TEST((bill->visit == visit));
    BOOST_TEST(bill->medins_setl_id.text == "m1");
    BOOST_TEST(bill->settled_at == "2018-10-16 09:30:00");
    BOOST_TEST(bill->split.cash.to_yuan() == "240.23");
    const SettlementRecord record = record_of(call);
    BOOST_TEST((record.state == SettlementState::booked));
    BOOST_TEST(record.their_id.text.starts_with("SH-S"));
    BOOST_TEST(record.assigned_day->to_text() == "2018-10-16");
    BOOST_TEST(record.key.treatment_division.text == "330200");
    BOOST_TEST((trial_balance(shanghai_day("2018-10-16")) ==
                std::vector<std::string>{"R1 hifp 1126.60 0.00", "R1 acct 2.00 0.00", "H hifp 0.00 1126.60",
                                         "H acct 0.00 2.00"}));
}

BOOST_AUTO_TEST_CASE(our_own_message_id_goes_onward_and_the_intent_is_on_disk_before) {
    const VisitId visit = zhang_visit();
    std::optional<SettlementState> state_when_asked;
    shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        state_when_asked = books.records.rbegin()->second.state;
        co_return;
    };
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    BOOST_TEST((state_when_asked == SettlementState::awaiting_answer));
    const ports::LegOfSettlement& leg = shanghai.legs.back();
    BOOST_TEST(leg.leg.message.text != "m1");
    BOOST_TEST(leg.day->to_text() == "2018-10-16");
    BOOST_TEST(leg.key.treatment_division.text == "330200");
    BOOST_TEST((leg.leg.message == record_of(visitor_call("2207", "m1")).our_message));
}

BOOST_AUTO_TEST_CASE(the_message_that_asks_is_kept_with_the_intent) {
    const VisitId visit = zhang_visit();
    long long kept_when_asked = 0;
    shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        kept_when_asked = static_cast<long long>(books.messages.outbound.size());
        co_return;
    };
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    BOOST_TEST(kept_when_asked == 1);
    BOOST_TEST(
        (books.messages.outbound.begin()->second.message.message == record_of(visitor_call("2207", "m1")).our_message));
}

BOOST_AUTO_TEST_CASE(where_the_open_day_is_not_today_the_message_says_the_open_day) {
    const VisitId visit = zhang_visit();
    const DayKey today = shanghai_day("2018-10-16");
    run(days.open_day(pair_of(today))).value();
    run(days.switch_day(today, clock.now())).value();
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    BOOST_TEST(record_of(visitor_call("2207", "m1")).assigned_day->to_text() == "2018-10-17");
    BOOST_TEST(shanghai.times_asked("settle") == 1);
    BOOST_TEST(shanghai.legs.back().day->to_text() == "2018-10-17");
}

BOOST_AUTO_TEST_CASE(a_line_that_comes_between_the_checks_and_the_intent_is_seen) {
    const VisitId visit = zhang_visit();
    bool has_come = false;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (call != "settlement.open" || std::exchange(has_come, true)) co_return;
        FeeLine late;
        late.id = LineId("late");
        late.bill = BillNumber(zhang.number);
        late.amount = yuan("1.00");
        BOOST_TEST((co_await visits.add_lines(books.visits.rbegin()->first, {late})).has_value());
    };
    // The bill is not any more what it says.
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1407");
    BOOST_TEST(shanghai.times_asked("settle") == 0);
    BOOST_TEST(books.messages.outbound.empty());
}

BOOST_AUTO_TEST_CASE(a_visit_that_changes_meanwhile_is_checked_again_and_settled) {
    const VisitId visit = zhang_visit();
    int changes = 0;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (call != "settlement.open" || ++changes > 3) co_return;
        auto present = co_await visits.find(visit);
        BOOST_TEST((co_await visits.update(**present)).has_value());
    };
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "0");
    BOOST_TEST(shanghai.times_asked("settle") == 1);
    // Again and again: try later.
    const VisitId restless = visit_with_bill("restless", zhang);
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (call != "settlement.open") co_return;
        auto present = co_await visits.find(restless);
        BOOST_TEST((co_await visits.update(**present)).has_value());
    };
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), restless, zhang)) == "GW2004");
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_when_the_intent_cannot_be_kept) {
    const VisitId visit = zhang_visit();
    books.fault = [](std::string_view write, WriteMoment moment) {
        return write == "settlement.open" && moment == WriteMoment::before_commit;
    };
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW2003");
    BOOST_TEST(shanghai.times_asked("settle") == 0);
    BOOST_TEST(books.messages.outbound.empty());
}

BOOST_AUTO_TEST_CASE(the_yes_is_kept_with_the_booking_in_the_words_of_the_answer) {
    const VisitId visit = zhang_visit();
    const Call call = with_reply(visitor_call("2207", "m1"));
    const auto bill = settle(call, visit, zhang);
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    BOOST_REQUIRE(call.reply->kept.has_value());
    BOOST_TEST(*call.reply->kept == words_of(*bill));
    BOOST_TEST(books.messages.final_answers.at(call.reply->to).front().body == words_of(*bill));
    // Given again, months later, it says the same.
    clock.advance(std::chrono::hours(24 * 100));
    BOOST_TEST(words_of(settle(visitor_call("2207", "m1"), visit, zhang).value()) == *call.reply->kept);
}

BOOST_AUTO_TEST_CASE(what_is_not_booked_leaves_no_yes) {
    const VisitId visit = zhang_visit();
    for (const Happening happening : {Happening::unreachable, Happening::refuses, Happening::lost_reply}) {
        shanghai.answer_next({happening});
        const Call call = with_reply(visitor_call("2207", "m" + std::to_string(static_cast<int>(happening))));
        BOOST_TEST(code_of_answer(settle(call, visit, zhang)) != "0");
        BOOST_TEST(!call.reply->kept.has_value());
    }
    BOOST_TEST(books.messages.final_answers.empty());
}

BOOST_AUTO_TEST_CASE(the_same_message_gets_the_same_answer_and_nothing_is_asked_again) {
    const VisitId visit = zhang_visit();
    const auto first = settle(visitor_call("2207", "m1"), visit, zhang);
    clock.advance(std::chrono::minutes(3));
    const auto again = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((again->settlement == first->settlement));
    BOOST_TEST(again->settled_at == first->settled_at);
    BOOST_TEST((again->split == first->split));
    BOOST_TEST(shanghai.times_asked("settle") == 1);
    BOOST_TEST(books.ledger.size() == 2);
}

BOOST_AUTO_TEST_CASE(the_same_message_id_with_other_content_is_refused) {
    const VisitId visit = zhang_visit();
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    Call other = visitor_call("2207", "m1");
    other.content_digest = digest.sha256("other content");
    BOOST_TEST(code_of_answer(settle(other, visit, zhang)) == "GW1101");
    // A cancel under the settlement's message id is other content too.
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "m1"), visit, {})) == "GW1101");
}

BOOST_AUTO_TEST_CASE(another_message_for_a_booked_bill_is_already_settled_with_the_first_id) {
    const VisitId visit = zhang_visit();
    const auto first = settle(visitor_call("2207", "m1"), visit, zhang);
    const auto second = settle(visitor_call("2207", "m2"), visit, zhang);
    BOOST_TEST(code_of_answer(second) == "GW1504");
    BOOST_TEST(second.error().settlement_id == first->settlement.text);
    // And the refused message id stays refused.
    BOOST_TEST((state_of(visitor_call("2207", "m2")) == SettlementState::refused));
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "GW1504");
}

BOOST_AUTO_TEST_CASE(another_message_for_a_bill_in_doubt_is_in_doubt_with_the_first_id) {
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::lost_reply});
    const auto first = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_TEST(code_of_answer(first) == "GW3001");
    const std::string id = record_of(visitor_call("2207", "m1")).id.text;
    BOOST_TEST(first.error().settlement_id == id);
    const auto second = settle(visitor_call("2207", "m2"), visit, zhang);
    BOOST_TEST(code_of_answer(second) == "GW3001");
    BOOST_TEST(second.error().settlement_id == id);
    // Not final: once the first is reversed, the second may settle.
    reverse(visitor_call("2601", "m3"), "m1", "2207").value();
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(what_was_not_sent_goes_again_under_the_same_message_id) {
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW2001");
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::not_sent));
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "0");
    BOOST_TEST(shanghai.books.size() == 1);
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(another_message_may_take_a_bill_that_was_not_sent) {
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW2001");
    const auto second = settle(visitor_call("2207", "m2"), visit, zhang);
    BOOST_REQUIRE(second.has_value());
    const auto first_again = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_TEST(code_of_answer(first_again) == "GW1504");
    BOOST_TEST(first_again.error().settlement_id == second->settlement.text);
    BOOST_TEST(shanghai.times_asked("settle") == 2);
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

// Found by the simulation: the copy that met no connection told "nothing was sent" of what the other had sent.
BOOST_AUTO_TEST_CASE(of_two_copies_of_a_message_that_was_not_sent_one_goes_out_again) {
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::unreachable, Happening::answers, Happening::unreachable});
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW2001");
    bool has_come_between = false;
    std::string other_copy;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (has_come_between || !call.starts_with("settlement.apply")) co_return;
        has_come_between = true;
        books.writes_until_failure = 1;  // it goes out, is booked there, and the answer cannot be written
        Call copy = visitor_call("2207", "m1");
        Claim asked = claim(copy, visit, zhang);
        auto answer = co_await desk.settle(std::move(copy), std::move(asked));
        other_copy = code_of_answer(answer);
        books.writes_until_failure = -1;
    };
    const auto answer = settle(visitor_call("2207", "m1"), visit, zhang);
    books.travel = nullptr;
    BOOST_TEST(other_copy == "GW3001");
    BOOST_TEST(code_of_answer(answer) == "GW3002");
    BOOST_TEST(shanghai.times_asked("settle") == 2);
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::awaiting_answer));
}

// Found by the simulation: told "already settled", it went out after all once the other settlement was cancelled.
BOOST_AUTO_TEST_CASE(what_was_not_sent_and_is_told_no_when_it_comes_again_stays_refused) {
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW2001");
    const auto second = settle(visitor_call("2207", "m2"), visit, zhang);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1504");
    BOOST_REQUIRE(cancel(visitor_call("2208", "c1"), visit, second->settlement));
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1504");
    BOOST_TEST(shanghai.times_asked("settle") == 2);
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(the_other_sides_final_no_is_refused_for_ever) {
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::refuses});
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1601");
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1601");
    BOOST_TEST(shanghai.times_asked("settle") == 1);
    BOOST_TEST(books.ledger.empty());
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(the_answer_is_frozen_also_after_a_later_cancel) {
    const VisitId visit = zhang_visit();
    const auto booked = settle(visitor_call("2207", "m1"), visit, zhang);
    cancel(visitor_call("2208", "c1"), visit, booked->settlement).value();
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::cancelled));
    const auto again = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((again->split == booked->split));
    BOOST_TEST((again->settlement == booked->settlement));
}

BOOST_AUTO_TEST_CASE(what_was_reversed_answers_reversed_for_ever) {
    const VisitId visit = zhang_visit();
    const auto booked = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_TEST((reverse(visitor_call("2601", "r1"), "m1", "2207").value() == ReverseResult::reversed));
    for (int i = 0; i < 2; ++i) {
        const auto again = settle(visitor_call("2207", "m1"), visit, zhang);
        BOOST_TEST(code_of_answer(again) == "GW1102");
        BOOST_TEST(again.error().settlement_id == booked->settlement.text);
    }
    BOOST_TEST(balance(Account::r1).is_zero());
    BOOST_TEST(balance(Account::h).is_zero());
    // The bill is free: a new message settles it.
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(a_try_again_of_an_earlier_attempt_is_not_the_answer_of_a_reversed_message) {
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::unreachable});
    settle(visitor_call("2207", "m1"), visit, zhang);
    reverse(visitor_call("2601", "r1"), "m1", "2207").value();
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1102");
}

BOOST_AUTO_TEST_CASE(an_unbalanced_answer_is_reversed_and_names_law_a_and_2_yuan) {
    shanghai.will_pay(zhang_as_printed());
    const VisitId visit = zhang_visit();
    const auto quoted = quote(visitor_call("2206", "q1"), visit, zhang);
    BOOST_TEST(code_of_answer(quoted) == "GW1401");
    BOOST_TEST(quoted.error().detail.find("2.00") != std::string::npos);
    const auto settled = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_TEST(code_of_answer(settled) == "GW1409");
    BOOST_TEST(settled.error().detail.find("law A broken by 2.00") != std::string::npos);
    BOOST_TEST(settled.error().settlement_id == record_of(visitor_call("2207", "m1")).id.text);
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::reversed));
    BOOST_TEST((shanghai.books.begin()->second.state == QueryResult::State::reversed));
    BOOST_TEST(books.ledger.empty());
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1409");
    shanghai.will_pay(zhang_corrected());
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "0");
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(a_fund_without_a_column_counts_as_its_class_at_the_quote_and_in_the_books) {
    PaymentSplit split = zhang_corrected();
    split.funds[Fund::hifp] -= yuan("100.00");
    split.payments = {{"310100", "", yuan("1026.60"), {}, "", ""},
                      {"310400", "", yuan("100.00"), {}, "", ""},
                      {"310200", "", yuan("2.00"), {}, "", ""}};
    shanghai.will_pay(split);
    const VisitId visit = zhang_visit();
    BOOST_TEST(code_of_answer(quote(visitor_call("2206", "q1"), visit, zhang)) == "0");
    const auto settled = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_TEST_REQUIRE(code_of_answer(settled) == "0");
    BOOST_TEST((settled->split.funds[Fund::oth] == yuan("100.00")));
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(until_the_reverse_of_an_unbalanced_answer_is_confirmed_the_outcome_is_in_doubt) {
    shanghai.will_pay(zhang_as_printed());
    const VisitId visit = zhang_visit();
    shanghai.answer_next({Happening::answers, Happening::lost_request});
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW3003");
    BOOST_TEST((state_of(visitor_call("2207", "m1")) == SettlementState::reversing));
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1409");
}

BOOST_AUTO_TEST_CASE(laws_c_and_e_are_booked_and_open_a_difference) {
    PaymentSplit split = zhang_corrected();
    split.payments = {{"310100", "", yuan("1126.60"), {}, "", ""}};  // 2.00 of the account are missing: law E
    shanghai.will_pay(split);
    const VisitId visit = zhang_visit();
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "0");
    BOOST_REQUIRE(books.settlement_differences.size() == 1);
    BOOST_TEST((books.settlement_differences[0].kind == DifferenceKind::split_law));
    BOOST_TEST(books.settlement_differences[0].note == "law E");
    BOOST_TEST(books.settlement_differences[0].theirs == "2.00");
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_written_down_is_in_doubt_with_its_id) {
    const VisitId visit = zhang_visit();
    books.writes_until_failure = 1;  // the intent is written, the result is not
    const auto answer = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_TEST(code_of_answer(answer) == "GW3001");
    BOOST_TEST(answer.error().settlement_id == record_of(visitor_call("2207", "m1")).id.text);
    BOOST_TEST(books.ledger.empty());
    // The record was left awaiting; the resolver asks and books it.
    clock.advance(std::chrono::minutes(1));
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(with_the_store_down_nothing_is_sent) {
    const VisitId visit = zhang_visit();
    books.unavailable = true;
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW2003");
    BOOST_TEST(shanghai.times_asked("settle") == 0);
}

BOOST_AUTO_TEST_CASE(too_little_time_is_said_before_anything_happens) {
    const VisitId visit = zhang_visit();
    Call late = visitor_call("2207", "m1");
    late.deadline = clock.steady() + std::chrono::milliseconds(900);
    BOOST_TEST(code_of_answer(settle(late, visit, zhang)) == "GW2002");
    BOOST_TEST(shanghai.times_asked("settle") == 0);
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(the_checks_of_a_bill_refuse_each_with_its_code_and_nothing_exists_afterwards) {
    const VisitId visit = zhang_visit();
    struct Row {
        std::string_view what, code;
        std::function<void(Call&, Claim&)> change;
    };
    int number = 0;
    for (const Row& row : {
             Row{"visit never registered", "GW1501", [](Call&, Claim& c) { c.visit = VisitId("330200NOSUCHVISIT"); }},
             Row{"another institution's visit", "GW1501",
                 [](Call& c, Claim&) { c.header.institution = InstitutionCode("H33020300002"); }},
             Row{"another person", "GW1509", [](Call&, Claim& c) { c.person.number = "P-other"; }},
             Row{"a bill without lines", "GW1503", [](Call&, Claim& c) { c.bill = BillNumber("B2"); }},
             Row{"law G: a fen too much", "GW1407", [](Call&, Claim& c) { c.total += Money::from_fen(1); }},
             Row{"negative total", "GW1006", [](Call&, Claim& c) { c.total = -c.total; }},
             Row{"scope totals that are not ours", "GW1304",
                 [](Call&, Claim& c) { c.claimed = ScopeSplit{yuan("1.00"), {}, {}, c.total - yuan("1.00")}; }},
         }) {
        Call call = visitor_call("2207", "bad-" + std::to_string(++number));
        Claim asked = claim(call, visit, zhang);
        row.change(call, asked);
        BOOST_TEST_CONTEXT(row.what) {
            BOOST_TEST(code_of_answer(run(desk.settle(call, asked))) == row.code);
            BOOST_TEST((state_of(call) == SettlementState::refused));
            // A refused message id stays refused, even when it comes corrected: it is then other content.
            BOOST_TEST(code_of_answer(run(desk.settle(call, asked))) == row.code);
        }
    }
    BOOST_TEST(shanghai.times_asked("settle") == 0);
    BOOST_TEST(books.ledger.empty());
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "good"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(a_cancelled_visit_takes_no_settlement_and_a_settled_visit_is_not_cancelled) {
    const VisitId visit = zhang_visit();
    VisitRequest away;
    away.action = VisitAction::cancel_registration;
    away.visit = visit;
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    BOOST_TEST(code_of_answer(run(desk.visit(visitor_call("2202", "x1"), away))) == "GW1508");
    reverse(visitor_call("2601", "r1"), "m1", "2207").value();
    BOOST_TEST(code_of_answer(run(desk.visit(visitor_call("2202", "x2"), away))) == "0");
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "GW1502");
}

BOOST_AUTO_TEST_CASE(a_filing_is_judged_at_quote_and_settle_and_one_made_up_meanwhile_counts) {
    shanghai.filings.clear();
    const VisitId visit = zhang_visit();  // the registration itself needs no filing
    BOOST_TEST(code_of_answer(quote(visitor_call("2206", "q1"), visit, zhang)) == "GW1510");
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW1510");
    shanghai.filings = {{"residence", "F2", "2018-10-01", ""}};
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(a_filing_known_at_registration_is_not_asked_for_again) {
    const VisitId visit = zhang_visit();
    const long long asked = shanghai.times_asked("person");
    quote(visitor_call("2206", "q1"), visit, zhang).value();
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    BOOST_TEST(shanghai.times_asked("person") == asked);
}

BOOST_AUTO_TEST_CASE(a_registration_does_not_wait_for_a_filing_that_is_not_told) {
    shanghai.tells_of_persons = false;
    const VisitId visit = zhang_visit();
    shanghai.tells_of_persons = true;
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(silence_to_a_question_without_effect_is_try_again_and_never_doubt) {
    shanghai.filings.clear();
    const VisitId visit = zhang_visit();
    shanghai.changes_nothing_asked_answers = false;
    BOOST_TEST(code_of_answer(quote(visitor_call("2206", "q1"), visit, zhang)) == "GW2007");
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "GW2007");  // the filing's question
    PersonRequest person;
    BOOST_TEST(code_of_answer(run(desk.person(visitor_call("1101", "p1"), person))) == "GW2007");
    BOOST_TEST(shanghai.times_asked("settle") == 0);
}

BOOST_AUTO_TEST_CASE(a_quote_changes_nothing_and_a_different_split_at_the_settlement_is_noted) {
    const VisitId visit = zhang_visit();
    PaymentSplit quoted = zhang_corrected();
    quoted.funds[Fund::hifp] = quoted.fund_total = yuan("1100.00");
    quoted.cash = yuan("266.83");
    quoted.person_total = yuan("268.83");
    shanghai.will_pay(quoted);
    const auto answer = quote(visitor_call("2206", "q1"), visit, zhang);
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->settlement.empty());
    BOOST_TEST(books.records.empty());
    shanghai.will_pay(zhang_corrected());
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m1"), visit, zhang)) == "0");
    BOOST_REQUIRE(books.settlement_differences.size() == 1);
    BOOST_TEST(books.settlement_differences[0].ours == "1100.00");
    BOOST_TEST(books.settlement_differences[0].theirs == "1126.60");
}

BOOST_AUTO_TEST_CASE(the_partners_quote_goes_along_with_the_settlement_while_it_stands) {
    shanghai.quote_id = QuoteId("SHQ1");
    const VisitId visit = zhang_visit();
    quote(visitor_call("2206", "q1"), visit, zhang).value();
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    BOOST_TEST(shanghai.claims.back().quote.text == "SHQ1");
    reverse(visitor_call("2601", "r1"), "m1", "2207").value();
    clock.advance(std::chrono::minutes(6));
    settle(visitor_call("2207", "m2"), visit, zhang).value();
    BOOST_TEST(shanghai.claims.back().quote.empty());
}

BOOST_AUTO_TEST_CASE(a_booked_bill_takes_its_lines_and_a_reversed_one_frees_them) {
    const VisitId visit = zhang_visit();
    settle(visitor_call("2207", "m1"), visit, zhang).value();
    const FeeRemoval all{visit, BillNumber("0000"), {}, {}}, named{visit, BillNumber(zhang.number), {}, {}};
    BOOST_TEST(code_of_answer(run(desk.remove_fees(visitor_call("2205", "d0"), named))) == "GW1306");
    // "All" are the unsettled ones: none.
    BOOST_TEST(code_of_answer(run(desk.remove_fees(visitor_call("2205", "d1"), all))) == "0");
    BOOST_TEST(books.upload_queue.size() == 1);
    reverse(visitor_call("2601", "r1"), "m1", "2207").value();
    BOOST_TEST(books.upload_queue.empty());
    BOOST_TEST(code_of_answer(run(desk.remove_fees(visitor_call("2205", "d2"), all))) == "0");
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "GW1503");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
