// An answer that came after its deadline is carried out as if it had come in time (SETTLEMENT §2).
#include "gateway/services/settlement/late_answer.hpp"

#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Late : Ningbo {
    Late() {
        shanghai.will_pay(zhang_corrected());
        visit = visit_with_bill("zhang", zhang);
    }
    void lose(Happening what) {
        shanghai.answer_next({what});
        BOOST_REQUIRE(code_of_answer(settle(asker(), visit, zhang)) == "GW3001");
    }
    Call asker() { return visitor_call("2207", "m1"); }
    /// What Shanghai says of a settlement that it had in the dark.
    SettledBill yes(const PaymentSplit& split = zhang_corrected()) const {
        SettledBill bill;
        bill.split = split;
        bill.settlement = SettlementId("SH-LATE");
        bill.clearing_type = "11";
        bill.settled_at = "2018-10-16 09:31:00";
        return bill;
    }
    SettlementState comes(Result<SettledBill> answer) {
        const auto after = run(late.take(record_of(asker()).key, std::move(answer)));
        BOOST_REQUIRE_MESSAGE(after, why(after));
        BOOST_REQUIRE(after->has_value());
        BOOST_TEST(((*after)->state == state()));
        return (*after)->state;
    }
    SettlementState state() { return state_of(asker()); }

    settlement::LateAnswers late{surroundings, timers};
    VisitId visit;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(late_answers, Late)

BOOST_AUTO_TEST_CASE(a_yes_to_what_was_fenced_meanwhile_is_reversed_again_with_an_alarm) {
    lose(Happening::lost_request);
    resolve().value();  // unknown there: fenced
    BOOST_REQUIRE((state() == SettlementState::reversed));
    BOOST_REQUIRE(books.alarms.empty());
    BOOST_TEST((comes(yes()) == SettlementState::reversed));
    BOOST_TEST(shanghai.times_asked("reverse") == 2);
    BOOST_REQUIRE(books.alarms.size() == 1);
    BOOST_TEST(books.alarms[0] == "late success of reversed settlement " + record_of(asker()).id.text);
    BOOST_TEST(books.ledger.empty());
}

BOOST_AUTO_TEST_CASE(what_was_fenced_stays_reversing_until_the_second_reverse_is_confirmed) {
    lose(Happening::lost_request);
    resolve().value();
    shanghai.answer_next({Happening::lost_request});
    BOOST_TEST((comes(yes()) == SettlementState::reversing));
    BOOST_TEST(books.alarms.size() == 1U);
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::reversed));
}

BOOST_AUTO_TEST_CASE(a_yes_in_doubt_is_booked_without_a_question_and_answered_as_it_would_have_been) {
    lose(Happening::lost_reply);
    BOOST_TEST((comes(yes()) == SettlementState::booked));
    BOOST_TEST(shanghai.times_asked("query") == 0);
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
    const auto answer = settle(asker(), visit, zhang);
    BOOST_REQUIRE_MESSAGE(answer, why(answer));
    BOOST_TEST(answer->split.cash.to_yuan() == "240.23");
    BOOST_TEST(answer->person.number == "P-310115");
    BOOST_TEST(books.alarms.empty());
}

BOOST_AUTO_TEST_CASE(a_yes_comes_once_however_often_it_is_told) {
    lose(Happening::lost_reply);
    comes(yes());
    BOOST_TEST((comes(yes()) == SettlementState::booked));
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(an_unbalanced_yes_in_doubt_is_reversed) {
    lose(Happening::lost_reply);
    BOOST_TEST((comes(yes(zhang_as_printed())) == SettlementState::reversed));
    BOOST_TEST(code_of_answer(settle(asker(), visit, zhang)) == "GW1409");
    BOOST_TEST(books.ledger.empty());
}

BOOST_AUTO_TEST_CASE(a_final_no_in_doubt_is_refused) {
    lose(Happening::lost_request);
    BOOST_TEST((comes(fail(ErrorCode::refused_by_insured_side)) == SettlementState::refused));
    BOOST_TEST(code_of_answer(settle(asker(), visit, zhang)) == "GW1601");
}

BOOST_AUTO_TEST_CASE(what_tells_no_outcome_changes_nothing) {
    lose(Happening::lost_reply);
    books.records.rbegin()->second.state = SettlementState::awaiting_answer;
    for (const ErrorCode code : {ErrorCode::busy, ErrorCode::peer_unavailable, ErrorCode::in_doubt})
        BOOST_TEST((comes(fail(code)) == SettlementState::awaiting_answer));
}

BOOST_AUTO_TEST_CASE(while_the_reverse_is_under_way_a_yes_is_what_it_undoes) {
    lose(Happening::lost_reply);
    shanghai.answer_next({Happening::lost_request});
    BOOST_TEST(code_of_answer(reverse(visitor_call("2601", "r1"), "m1", "2207")) == "GW3003");
    BOOST_TEST((comes(yes()) == SettlementState::reversing));
    BOOST_TEST(books.alarms.empty());
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::reversed));
}

BOOST_AUTO_TEST_CASE(a_yes_to_a_cancel_in_doubt_cancels_its_original) {
    const auto booked = settle(asker(), visit, zhang);
    BOOST_REQUIRE_MESSAGE(booked, why(booked));
    shanghai.answer_next({Happening::lost_reply});
    const Call call = visitor_call("2208", "c1");
    BOOST_REQUIRE(code_of_answer(cancel(call, visit, booked->settlement)).starts_with("GW3"));
    const auto after = run(late.take(record_of(call).key, yes(zhang_corrected().negated())));
    BOOST_REQUIRE_MESSAGE(after, why(after));
    BOOST_TEST((state_of(call) == SettlementState::booked));
    BOOST_TEST((state() == SettlementState::cancelled));
    BOOST_TEST((balance(Account::r1) == Money()));
}

BOOST_AUTO_TEST_CASE(books_that_are_away_for_a_while_do_not_lose_it) {
    lose(Happening::lost_request);
    resolve().value();
    const SettlementKey key = record_of(asker()).key;
    books.unavailable = true;
    timers.on_wait = [&] { books.unavailable = timers.waits < 3; };
    const auto after = run(late.take(key, yes()));
    BOOST_REQUIRE_MESSAGE(after, why(after));
    BOOST_TEST(timers.waits == 3);
    BOOST_TEST((state() == SettlementState::reversed));
    BOOST_TEST(books.alarms.size() == 1U);
    // For good: given up, and said.
    books.unavailable = true;
    timers.on_wait = {};
    BOOST_TEST(code_of_answer(run(late.take(key, yes()))) == stable_code(ErrorCode::store_unavailable));
    books.unavailable = false;
}

BOOST_AUTO_TEST_CASE(an_answer_about_nothing_of_ours_is_nothing) {
    const auto after = run(late.take({DivisionCode("330200"), SettlementId("NOBODYS")}, yes()));
    BOOST_REQUIRE(after.has_value());
    BOOST_TEST(!after->has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
