// Residents away: the mirror. A platform asks, the bureau's core answers, we pay (SETTLEMENT §3, §5).
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill tu{"B1", "741.36"};
constexpr auto today = "2018-10-16";

PaymentSplit tu_pays() {
    PaymentSplit split;
    split.total = yuan("741.36");
    split.funds[Fund::hifp] = split.fund_total = yuan("700.00");  // invented: only their sum is printed
    split.account = yuan("35.36");
    split.cash = yuan("6.00");
    split.person_total = yuan("41.36");
    split.scope.in_scope = split.total;
    return split;
}

struct Away : Ningbo {
    Away() {
        core.will_pay(tu_pays());
        visit = resident_visit("tu");
    }
    Call ask(std::string message, std::string day = today) {
        return resident_call("2207", std::move(message), std::move(day));
    }
    VisitId visit;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(residents_away, Away)

BOOST_AUTO_TEST_CASE(mr_tu_is_booked_as_a_payable_on_the_partners_day) {
    const auto bill = settle(ask("s1"), visit, tu);
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    BOOST_TEST(bill->split.cash.to_yuan() == "6.00");
    BOOST_TEST((trial_balance(shanghai_day(today, Direction::resident_away)) ==
                std::vector<std::string>{"P1 hifp 0.00 700.00", "P1 acct 0.00 35.36", "B hifp 700.00 0.00",
                                         "B acct 35.36 0.00"}));
    BOOST_TEST(record_of(ask("s1")).key.settlement.text == "SHKEY-s1");
    BOOST_TEST(shanghai.times_asked("settle") == 0);
}

BOOST_AUTO_TEST_CASE(the_partners_day_is_taken_as_told_but_never_later_than_today) {
    BOOST_TEST(code_of_answer(settle(ask("s1", "2018-10-17"), visit, tu)) == "GW1514");
    clock.set("2018-10-17 00:05:00");  // after our midnight the partner's day is still open
    BOOST_TEST(code_of_answer(settle(ask("s2", today), visit, tu)) == "0");
    BOOST_TEST(record_of(ask("s2")).assigned_day->to_text() == today);
    BOOST_TEST(record_of(ask("s2")).settled_at == "2018-10-16 23:59:59");
}

BOOST_AUTO_TEST_CASE(after_the_partner_closed_the_day_it_takes_nothing_more) {
    DayTotals totals;
    totals.key = shanghai_day(today, Direction::resident_away);
    run(partner_days.close(totals)).value();
    BOOST_TEST(code_of_answer(settle(ask("s1"), visit, tu)) == "GW1514");
    BOOST_TEST((state_of(ask("s1")) == SettlementState::refused));
    BOOST_TEST(core.times_asked("settle") == 0);
}

BOOST_AUTO_TEST_CASE(our_cores_unbalanced_answer_is_reversed_there_and_refused_to_the_partner) {
    PaymentSplit unbalanced = tu_pays();
    unbalanced.cash = yuan("5.00");
    core.will_pay(unbalanced);
    const auto refused = settle(ask("s1"), visit, tu);
    BOOST_TEST(code_of_answer(refused) == "GW1409");
    BOOST_TEST(refused.error().detail.find("law B broken by 1.00") != std::string::npos);
    BOOST_TEST((core.books.begin()->second.state == QueryResult::State::reversed));
    BOOST_TEST(books.ledger.empty());
}

BOOST_AUTO_TEST_CASE(a_quote_of_ours_that_the_core_would_not_pay_any_more_is_superseded) {
    Call asking = resident_call("2206", "q1", today);
    asking.key.reset();
    const auto quoted = quote(asking, visit, tu);
    BOOST_REQUIRE(quoted.has_value());
    const auto settle_with = [&](std::string message) {
        Claim asked = claim(ask(message), visit, tu);
        asked.quote = quoted->quote;
        return run(desk.settle(ask(message), asked));
    };
    PaymentSplit changed = tu_pays();
    changed.funds[Fund::hifp] = changed.fund_total = yuan("690.00");
    changed.cash = yuan("16.00");
    changed.person_total = yuan("51.36");
    core.will_pay(changed);
    const auto refused = settle_with("s1");
    BOOST_TEST(code_of_answer(refused) == "GW1512");
    BOOST_TEST(core.times_asked("settle") == 0);
    // The refusal says what would be paid now, for the screen and for the partner's gateway.
    BOOST_TEST(refused.error().detail.find("now fund 690.00, account 35.36, cash 16.00") != std::string::npos);
    BOOST_REQUIRE(refused.error().new_quote != nullptr);
    BOOST_TEST(refused.error().new_quote->split.cash.to_yuan() == "16.00");
    // Who agrees settles the new quote, under a new message; the old one is spent.
    Claim agreed = claim(ask("s2"), visit, tu);
    agreed.quote = refused.error().new_quote->quote;
    const auto settled = run(desk.settle(ask("s2"), agreed));
    BOOST_REQUIRE_MESSAGE(settled, why(settled));
    BOOST_TEST(settled->split.cash.to_yuan() == "16.00");
    BOOST_TEST(code_of_answer(settle_with("s1")) == "GW1512");
}

BOOST_AUTO_TEST_CASE(one_that_was_not_sent_is_sent_again_only_while_its_quote_stands) {
    Call asking = resident_call("2206", "q1", today);
    asking.key.reset();
    Claim asked = claim(ask("s1"), visit, tu);
    asked.quote = quote(asking, visit, tu).value().quote;
    core.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(run(desk.settle(ask("s1"), asked))) == "GW2001");
    BOOST_TEST((state_of(ask("s1")) == SettlementState::not_sent));
    PaymentSplit changed = tu_pays();
    changed.funds[Fund::hifp] = changed.fund_total = yuan("690.00");
    changed.cash = yuan("16.00");
    changed.person_total = yuan("51.36");
    core.will_pay(changed);
    for (int again = 0; again < 2; ++again)
        BOOST_TEST(code_of_answer(run(desk.settle(ask("s1"), asked))) == "GW1512");
    BOOST_TEST((state_of(ask("s1")) == SettlementState::refused));
    BOOST_TEST(core.times_asked("settle") == 1);
}

/// The partner tells the lines of a settlement of ours later, and may tell some of them again.
struct Told : Away {
    Told() { settle(ask("s1"), visit, tu).value(); }
    static FeeLine line(const std::string& id, const std::string& amount) {
        FeeLine line;
        line.id = LineId(id);
        line.bill = BillNumber("B1");
        line.occurred_at = *parse_local_time("2018-10-16 08:00:00");
        line.institution_list_code = "local-1";
        line.med_list_code = "XN02BEA012A001010204216";
        line.list_type = "101";
        line.charge_item_type = "09";
        line.charge_level = "02";
        line.count = *Decimal::parse("1");
        line.unit_price = *Decimal::parse(amount);
        line.amount = yuan(amount);
        line.split.in_scope = line.amount;
        return line;
    }
    std::string tell(std::vector<FeeLine> lines) {
        return code_of_answer(run(desk.keep_fees(resident_call("2204", "f", today), *ask("s1").key, std::move(lines))));
    }
    std::vector<std::string> kept() {
        std::vector<std::string> texts;
        for (const ports::StoredLine& stored : run(visits.lines(record_of(ask("s1")).visit_no)).value())
            texts.push_back(stored.line.id.text + " " + stored.line.amount.to_yuan());
        return texts;
    }
};

BOOST_FIXTURE_TEST_CASE(lines_told_again_are_kept_once_and_those_told_with_them_are_not_lost, Told) {
    BOOST_TEST(tell({line("L1", "100.00"), line("L2", "600.00")}) == "0");
    BOOST_TEST(tell({line("L1", "100.00"), line("L2", "600.00")}) == "0");
    // After a cancel the bill is told again, with one line more.
    BOOST_TEST(tell({line("L1", "100.00"), line("L2", "600.00"), line("L3", "41.36")}) == "0");
    const std::vector<std::string> all{"L1 100.00", "L2 600.00", "L3 41.36"};
    BOOST_TEST(kept() == all, boost::test_tools::per_element());
    // And with one that was corrected meanwhile.
    BOOST_TEST(tell({line("L1", "100.00"), line("L2", "599.00"), line("L3", "41.36")}) == "0");
    const std::vector<std::string> corrected{"L1 100.00", "L3 41.36", "L2 599.00"};
    BOOST_TEST(kept() == corrected, boost::test_tools::per_element());
}

// Their lines come after the settlement: the next bill is not measured by them, nor by what was told of a cancelled
// one.
BOOST_FIXTURE_TEST_CASE(what_was_told_of_a_settlement_is_no_part_of_the_next_bill, Told) {
    BOOST_TEST(tell({line("L1", "700.00"), line("L2", "41.36")}) == "0");
    BOOST_TEST(code_of_answer(quote(resident_call("2206", "q2", today), visit, {"B2", "741.36"})) == "0");
    BOOST_TEST(code_of_answer(settle(ask("s2"), visit, {"B2", "741.36"})) == "0");
    // Cancelled whole, put right, settled again: 80 where it had been 741.36.
    Call undo = resident_call("2208", "c1", today);
    const SettlementKey cancelled = *ask("s1").key;
    CancelRequest request{cancelled.settlement, {}, {}, {}};
    BOOST_TEST(code_of_answer(run(desk.cancel(undo, request))) == "0");
    PaymentSplit less = tu_pays();
    less.total = less.scope.in_scope = yuan("80.00");
    less.funds[Fund::hifp] = less.fund_total = yuan("60.00");
    less.account = yuan("14.00");
    less.cash = yuan("6.00");
    less.person_total = yuan("20.00");
    core.will_pay(less);
    BOOST_TEST(code_of_answer(settle(ask("s3"), visit, {"B1", "80.00"})) == "0");
    const auto tell_third = [&](std::vector<FeeLine> lines) {
        return code_of_answer(
            run(desk.keep_fees(resident_call("2204", "f3", today), *ask("s3").key, std::move(lines))));
    };
    BOOST_TEST(tell_third({line("L1", "50.00"), line("L2", "30.00")}) == "0");
    const std::vector<std::string> corrected{"L1 50.00", "L2 30.00"};
    BOOST_TEST(kept() == corrected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_partners_days_come_in_order) {
    DayTotals totals;
    totals.key = shanghai_day(today, Direction::resident_away);
    run(partner_days.close(totals)).value();
    clock.set("2018-10-17 09:00:00");
    // A day never heard of, behind one that is closed: it would never be closed itself.
    BOOST_TEST(code_of_answer(settle(ask("s1", "2018-10-15"), visit, tu)) == "GW1514");
    BOOST_TEST(code_of_answer(settle(ask("s2", "2018-10-17"), visit, tu)) == "0");
}

BOOST_AUTO_TEST_CASE(when_the_checks_took_the_time_there_was_nothing_is_begun) {
    Call asking = resident_call("2206", "q1", today);
    asking.key.reset();
    Claim asked = claim(ask("s1"), visit, tu);
    asked.quote = quote(asking, visit, tu)->quote;
    core.while_quoting = [this] { clock.advance(std::chrono::milliseconds(9'500)); };
    const Call hurried = ask("s1");
    BOOST_TEST(code_of_answer(run(desk.settle(hurried, asked))) == "GW2002");
    BOOST_TEST(core.times_asked("settle") == 0);
    BOOST_TEST(books.records.empty());
    core.while_quoting = nullptr;
    BOOST_TEST(code_of_answer(run(desk.settle(ask("s1"), asked))) == "0");
}

BOOST_AUTO_TEST_CASE(an_expired_quote_is_refused_and_an_unknown_one_superseded) {
    Call asking = resident_call("2206", "q1", today);
    asking.key.reset();
    const auto quoted = quote(asking, visit, tu);
    Claim asked = claim(ask("s1"), visit, tu);
    asked.quote = QuoteId("never given");
    BOOST_TEST(code_of_answer(run(desk.settle(ask("s1"), asked))) == "GW1512");
    asked.quote = quoted->quote;
    clock.advance(std::chrono::minutes(11));
    BOOST_TEST(code_of_answer(run(desk.settle(ask("s2"), asked))) == "GW1513");
}

BOOST_AUTO_TEST_CASE(law_c_of_a_request_refuses) {
    Claim asked = claim(ask("s1"), visit, tu);
    asked.claimed->in_scope -= yuan("0.01");
    BOOST_TEST(code_of_answer(run(desk.settle(ask("s1"), asked))) == "GW1403");
}

BOOST_AUTO_TEST_CASE(law_c_is_not_judged_of_totals_that_nobody_stated) {
    Claim asked = claim(ask("s1"), visit, tu);
    asked.claimed.reset();
    BOOST_TEST(code_of_answer(run(desk.quote(ask("q1"), asked))) == "0");
    BOOST_TEST(code_of_answer(run(desk.settle(ask("s1"), asked))) == "0");
}

BOOST_AUTO_TEST_CASE(the_partners_reverse_by_key_undoes_and_fences) {
    settle(ask("s1"), visit, tu).value();
    const SettlementKey key = *ask("s1").key;
    BOOST_TEST((run(desk.reverse_by_key(ask("r1"), key)).value() == ReverseResult::reversed));
    BOOST_TEST(balance(Account::p1).is_zero());
    BOOST_TEST((run(desk.reverse_by_key(ask("r1"), key)).value() == ReverseResult::reversed));
    const SettlementKey never{DivisionCode("310000"), SettlementId("SHKEY-s9")};
    BOOST_TEST((run(desk.reverse_by_key(ask("r2"), never)).value() == ReverseResult::fenced));
    BOOST_TEST(code_of_answer(settle(ask("s9"), visit, tu)) == "GW1102");
}

// Found by the simulation: a cancel of ours stood in a day that the partner lists.
BOOST_AUTO_TEST_CASE(what_the_core_does_not_undo_stays_booked_and_the_partner_is_told_so) {
    settle(ask("s1"), visit, tu).value();
    const SettlementKey key = *ask("s1").key;
    core.answer_next({Happening::not_reversible});
    BOOST_TEST((run(desk.reverse_by_key(ask("r1"), key)).value() == ReverseResult::not_reversible));
    BOOST_TEST((state_of(ask("s1")) == SettlementState::booked));
    BOOST_TEST(books.records.size() == 1);
    BOOST_TEST(core.times_asked("cancel") == 0);
    // A copy of the reverse, or a second one, does not open it again: the partner may be closing its day on it.
    core.answer_next({Happening::lost_request});
    for (const char* message : {"r1", "r2"})
        BOOST_TEST((run(desk.reverse_by_key(ask(message), key)).value() == ReverseResult::not_reversible));
    BOOST_TEST((state_of(ask("s1")) == SettlementState::booked));
    BOOST_TEST(core.times_asked("reverse") == 1);
}

BOOST_AUTO_TEST_CASE(after_the_day_closed_the_partner_is_told_so_and_sends_its_cancel) {
    settle(ask("s1"), visit, tu).value();
    DayTotals totals;
    totals.key = shanghai_day(today, Direction::resident_away);
    run(partner_days.close(totals)).value();
    const SettlementKey key = *ask("s1").key;
    BOOST_TEST((run(desk.reverse_by_key(ask("r1"), key)).value() == ReverseResult::day_closed));
    BOOST_TEST((state_of(ask("s1")) == SettlementState::booked));
    BOOST_TEST(core.times_asked("reverse") == 0);
    clock.set("2018-10-17 09:00:00");
    Call cancelling = resident_call("2208", "c1", "2018-10-17");
    BOOST_TEST(code_of_answer(cancel(cancelling, visit, record_of(ask("s1")).id)) == "0");
    BOOST_TEST(balance(Account::p1).is_zero());
    BOOST_TEST(record_of(cancelling).assigned_day->to_text() == "2018-10-17");
}

BOOST_AUTO_TEST_CASE(a_query_by_key_tells_our_state_without_a_side_effect) {
    using State = QueryResult::State;
    const auto told = [&](std::string message) {
        return run(desk.query_by_key(ask("any"), *ask(std::move(message)).key)).value().state;
    };
    BOOST_TEST((told("s1") == State::unknown));
    core.answer_next({Happening::lost_reply});
    settle(ask("s1"), visit, tu);
    BOOST_TEST((told("s1") == State::in_progress));
    resolve().value();
    BOOST_TEST((told("s1") == State::booked));
    cancel(resident_call("2208", "c1", today), visit, record_of(ask("s1")).id).value();
    BOOST_TEST((told("s1") == State::cancelled));
    core.answer_next({Happening::unreachable});
    settle(ask("s2"), visit, tu);
    // Nothing is under way: whoever is in doubt reverses, which fences it.
    BOOST_TEST((told("s2") == State::unknown));
    core.answer_next({Happening::refuses});
    settle(ask("s3"), visit, tu);
    BOOST_TEST((told("s3") == State::refused));
    run(desk.reverse_by_key(ask("r1"), *ask("s2").key)).value();
    BOOST_TEST((told("s2") == State::reversed));
}

BOOST_AUTO_TEST_CASE(the_same_key_with_other_content_is_refused) {
    settle(ask("s1"), visit, tu).value();
    Call other = ask("s2");
    other.key = ask("s1").key;
    other.content_digest = digest.sha256("other");
    BOOST_TEST(code_of_answer(settle(other, visit, tu)) == "GW1101");
}

BOOST_AUTO_TEST_CASE(ms_yuan_over_the_hub_is_cleared_on_the_day_we_stamp) {
    clock.set("2018-10-16 10:00:00");
    const auto stay = register_visit(beijing_call("2401", "y0"), "2018-10-10 08:00:00");
    BOOST_REQUIRE_MESSAGE(stay, why(stay));
    core.setl_time = "2018-10-15 23:59:58";  // the core's own clock; kept, not the day
    const Call call = beijing_call("2304", "y1");
    const auto bill = settle(call, *stay, {"0", "9933.00"});
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    BOOST_TEST(bill->settled_at == "2018-10-16 10:00:00");
    BOOST_TEST(record_of(call).assigned_day->to_text() == "2018-10-16");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
