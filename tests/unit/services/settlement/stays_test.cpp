// Bills of a stay: its lines have no bill, so each bill wants all that are free (decision 0027).
#include "adapters/national_format/claim.hpp"
#include "gateway/infra/json/value.hpp"
#include "tests/support/ningbo.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

/// 2304 as it is published: no number, only what says whether the stay goes on. `more`: further members.
Claim published(const Call& call, const VisitId& visit, const std::string& total, bool mid_stay,
                const std::string& more = "") {
    national_format::RequestEnvelope envelope;
    envelope.input = json::parse(R"({"data":{"psn_no":"P-)" + call.header.insured_division.text +
                                 R"(","insutype":"310","psn_setlway":"01","acct_used_flag":"1","mdtrt_id":")" +
                                 visit.text + R"(","medfee_sumamt":")" + total + R"(","mid_setl_flag":")" +
                                 (mid_stay ? "1" : "0") + "\"" + more + "}}")
                         .value();
    return national_format::read_claim(envelope, CareSetting::inpatient).value();
}

struct Stay : Ningbo {
    Stay() {
        hub.setl_time = "2018-10-16 09:30:00";
        visit = register_visit(guiyang_call("2401", "stay"), "2018-10-10 08:00:00").value();
        BOOST_REQUIRE(charge("L1", "100.00"));
    }
    bool charge(const std::string& line, const std::string& amount) {
        return upload(guiyang_call("2301", "up-" + line), visit, {"", amount}, line).has_value();
    }
    Result<SettledBill> settle_bill(const std::string& message, const std::string& number, const std::string& total) {
        return settle(guiyang_call("2304", message), visit, {number, total});
    }
    std::string id_of(const std::string& message) { return record_of(guiyang_call("2304", message)).id.text; }

    Claim part(const Call& call, const std::string& total) { return published(call, visit, total, true); }
    Result<SettledBill> settle_part(const std::string& message, const std::string& total) {
        const Call call = guiyang_call("2304", message);
        return run(desk.settle(call, part(call, total)));
    }
    std::string number_of(const std::string& message) {
        return record_of(guiyang_call("2304", message)).bill.bill.text;
    }

    VisitId visit;
};

/// The same of a Ningbo person's stay in Beijing.
struct ResidentsStay : Ningbo {
    ResidentsStay() : visit(register_visit(beijing_call("2401", "stay"), "2018-10-10 08:00:00").value()) {}

    bool charge(const std::string& line, const std::string& amount) {
        return upload(beijing_call("2301", "up-" + line), visit, {"", amount}, line).has_value();
    }
    Result<SettledBill> settle_bill(const std::string& message, const std::string& total, bool mid_stay,
                                    const std::string& more = "") {
        const Call call = beijing_call("2304", message);
        return run(desk.settle(call, published(call, visit, total, mid_stay, more)));
    }

    VisitId visit;
};

/// A stay in Beilun that lasts from the last days of Guiyang's own clearing into the province's.
struct StayOverTheYear : Ningbo {
    StayOverTheYear() : Ningbo("2021-12-28 09:00:00") {
        visit = register_visit(guiyang_call("2401", "stay"), "2021-12-28 08:00:00").value();
        BOOST_REQUIRE(upload(guiyang_call("2301", "up"), visit, {"", "100.00"}));
    }
    std::string counterparty_of(const std::string& message, const std::string& total) {
        const Call call = guiyang_call("2304", message);
        settle(call, visit, {"0", total}).value();
        return record_of(call).counterparty.text;
    }

    VisitId visit;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stays, Stay)

BOOST_AUTO_TEST_CASE(the_next_bill_of_a_stay_waits_for_the_outcome_of_the_one_before) {
    hub.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW3001");
    // Nobody knows yet whose the line is.
    const auto second = settle_bill("m2", "0", "100.00");
    BOOST_TEST(code_of_answer(second) == "GW3001");
    BOOST_TEST(second.error().settlement_id == id_of("m1"));
    BOOST_TEST(hub.times_asked("settle") == 1);
    // Nor is a bill of what came since refused for good: its message may come again.
    BOOST_TEST(charge("L2", "50.00"));
    BOOST_TEST(code_of_answer(settle_bill("m3", "2", "50.00")) == "GW3001");
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST(code_of_answer(settle_bill("m3", "2", "50.00")) == "0");
    BOOST_TEST(code_of_answer(settle_bill("m2", "0", "100.00")) == "GW1503");
    BOOST_TEST((balance(Account::r1) == Money::parse("150.00").value()));
}

BOOST_AUTO_TEST_CASE(of_two_bills_of_a_stay_that_want_the_same_line_at_once_one_gets_it) {
    bool has_come = false;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (call != "settlement.open" || std::exchange(has_come, true)) co_return;
        const Call other = guiyang_call("2304", "m2");
        auto answer = co_await desk.settle(other, claim(other, visit, {"2", "100.00"}));
        BOOST_TEST(code_of_answer(answer) == "0");
    };
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW1503");
    BOOST_TEST(hub.times_asked("settle") == 1);
    BOOST_TEST((balance(Account::r1) == Money::parse("100.00").value()));
}

BOOST_AUTO_TEST_CASE(one_that_was_not_sent_holds_nothing_and_is_checked_again_when_it_comes_again) {
    hub.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW2001");
    hub.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(settle_bill("m2", "2", "100.00")) == "GW3001");
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW3001");
    resolve().value();
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW1503");
    BOOST_TEST(hub.times_asked("settle") == 2);
}

BOOST_AUTO_TEST_CASE(a_line_that_comes_between_the_checks_and_the_second_sending_is_seen) {
    hub.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW2001");
    bool has_come = false;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (call != "settlement.apply" || std::exchange(has_come, true)) co_return;
        FeeLine late;
        late.id = LineId("late");
        late.amount = Money::parse("1.00").value();
        BOOST_TEST((co_await visits.add_lines(books.visits.rbegin()->first, {late})).has_value());
    };
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW2004");
    // Checked again, its bill is not any more what it says.
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW1407");
    BOOST_TEST(hub.times_asked("settle") == 1);
}

BOOST_AUTO_TEST_CASE(mid_stay_bills_without_a_number_are_numbered_and_the_last_bill_is_still_free) {
    BOOST_TEST(code_of_answer(settle_part("m1", "100.00")) == "0");
    BOOST_TEST(charge("L2", "50.00"));
    BOOST_TEST(code_of_answer(settle_part("m2", "50.00")) == "0");
    BOOST_TEST(charge("L3", "25.00"));
    const Call last = guiyang_call("2304", "m3");
    BOOST_TEST(code_of_answer(run(desk.settle(last, published(last, visit, "25.00", false)))) == "0");
    BOOST_TEST(number_of("m1") == "1");
    BOOST_TEST(number_of("m2") == "2");
    BOOST_TEST(number_of("m3") == "0");
    BOOST_TEST(hub.claims.back().bill.text == "0");
    BOOST_TEST((balance(Account::r1) == Money::parse("175.00").value()));
    // The same message is the same bill, whatever has been numbered since.
    const auto again = settle_part("m1", "100.00");
    BOOST_REQUIRE_MESSAGE(again, why(again));
    BOOST_TEST(again->settlement.text == id_of("m1"));
    BOOST_TEST(hub.times_asked("settle") == 3);
}

BOOST_AUTO_TEST_CASE(a_mid_stay_bill_without_a_number_and_without_new_lines_is_refused) {
    BOOST_TEST(code_of_answer(settle_part("m1", "100.00")) == "0");
    BOOST_TEST(code_of_answer(settle_part("m2", "100.00")) == "GW1503");
    BOOST_TEST(hub.times_asked("settle") == 1);
}

BOOST_AUTO_TEST_CASE(a_number_that_came_is_kept_and_not_given_to_another) {
    const Call call = guiyang_call("2304", "m1");
    Claim numbered = part(call, "100.00");
    numbered.bill = BillNumber("1");
    BOOST_TEST(code_of_answer(run(desk.settle(call, numbered))) == "0");
    BOOST_TEST(hub.claims.back().bill.text == "1");
    BOOST_TEST(charge("L2", "50.00"));
    BOOST_TEST(code_of_answer(settle_part("m2", "50.00")) == "0");
    BOOST_TEST(number_of("m2") == "2");
}

BOOST_AUTO_TEST_CASE(totals_that_were_left_out_are_not_taken_for_nothing) {
    const Call call = guiyang_call("2304", "m1");
    const auto some = run(desk.settle(call, published(call, visit, "100.00", false, R"(,"preselfpay_amt":"0.00")")));
    BOOST_REQUIRE_MESSAGE(some, why(some));
    BOOST_TEST(hub.claims.back().scope.in_scope.to_yuan() == "100.00");
}

BOOST_AUTO_TEST_CASE(totals_that_come_to_the_bill_are_held_against_ours) {
    const Call call = guiyang_call("2304", "m1");
    const auto refused = run(desk.settle(call, published(call, visit, "100.00", false, R"(,"preselfpay_amt":"100")")));
    BOOST_TEST(code_of_answer(refused) == stable_code(ErrorCode::split_differs));
}

BOOST_AUTO_TEST_CASE(the_number_of_a_cancelled_bill_is_free_again) {
    BOOST_TEST(code_of_answer(settle_part("m1", "100.00")) == "0");
    BOOST_TEST(code_of_answer(cancel(guiyang_call("2305", "c1"), visit, SettlementId(id_of("m1")))) == "0");
    BOOST_TEST(code_of_answer(settle_part("m2", "100.00")) == "0");
    BOOST_TEST(number_of("m2") == "1");
}

BOOST_AUTO_TEST_CASE(one_that_was_not_sent_keeps_its_number) {
    hub.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle_part("m1", "100.00")) == "GW2001");
    BOOST_TEST(code_of_answer(settle_part("m1", "100.00")) == "0");
    BOOST_TEST(number_of("m1") == "1");
    BOOST_TEST(hub.claims.back().bill.text == "1");
}

BOOST_AUTO_TEST_CASE(a_quote_without_a_number_is_found_by_the_settlement_it_promised) {
    PaymentSplit quoted;
    quoted.total = quoted.scope.in_scope = Money::parse("100.00").value();
    quoted.fund_total = quoted.funds[Fund::hifp] = Money::parse("90.00").value();
    quoted.cash = quoted.person_total = Money::parse("10.00").value();
    hub.will_pay(quoted);
    const Call asking = guiyang_call("2303", "q1");
    BOOST_TEST(code_of_answer(run(desk.quote(asking, part(asking, "100.00")))) == "0");
    // Whoever answers sees the number it is going to settle under.
    BOOST_TEST(hub.claims.back().bill.text == "1");
    PaymentSplit paid = quoted;
    paid.fund_total = paid.funds[Fund::hifp] = Money::parse("80.00").value();
    paid.cash = paid.person_total = Money::parse("20.00").value();
    hub.will_pay(paid);
    BOOST_TEST(code_of_answer(settle_part("m1", "100.00")) == "0");
    BOOST_REQUIRE(books.settlement_differences.size() == 1U);
    BOOST_TEST(books.settlement_differences.front().ours == "90.00");
}

BOOST_AUTO_TEST_CASE(a_bill_before_the_discharge_is_judged_by_the_discharge_it_states) {
    hub.filings = {{"residence", "F1", "2018-01-01", "2018-10-15"}};
    visit = register_visit(guiyang_call("2401", "filed"), "2018-10-10 08:00:00").value();
    BOOST_REQUIRE(charge("L1", "100.00"));
    BOOST_TEST(code_of_answer(settle_bill("m1", "0", "100.00")) == "GW1510");
    const Call call = guiyang_call("2304", "m2");
    Claim stated = claim(call, visit, {"0", "100.00"});
    stated.end_time = "2018-10-15";
    const auto bill = run(desk.settle(call, stated));
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    BOOST_REQUIRE(hub.times_asked("settle") == 1);
    BOOST_TEST(hub.claims.back().end_time == "2018-10-15");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(stays_of_residents_away, ResidentsStay)

BOOST_AUTO_TEST_CASE(mid_stay_bills_without_a_number_are_numbered_here_too) {
    BOOST_TEST(charge("L1", "100.00"));
    BOOST_TEST(code_of_answer(settle_bill("m1", "100.00", true)) == "0");
    BOOST_TEST(charge("L2", "50.00"));
    BOOST_TEST(code_of_answer(settle_bill("m2", "50.00", true)) == "0");
    BOOST_TEST(charge("L3", "25.00"));
    BOOST_TEST(code_of_answer(settle_bill("m3", "25.00", false)) == "0");
    BOOST_TEST((balance(Account::p1) == Money::parse("-175.00").value()));
    const auto again = settle_bill("m2", "50.00", true);
    BOOST_REQUIRE_MESSAGE(again, why(again));
    BOOST_TEST(again->settlement.text == record_of(beijing_call("2304", "m2")).id.text);
    BOOST_TEST(record_of(beijing_call("2304", "m2")).bill.bill.text == "2");
    BOOST_TEST(core.times_asked("settle") == 3);
}

BOOST_AUTO_TEST_CASE(half_a_split_breaks_no_law_and_goes_no_further) {
    BOOST_TEST(charge("L1", "100.00"));
    BOOST_TEST(code_of_answer(settle_bill("m1", "100.00", false, R"(,"inscp_scp_amt":"80.00")")) == "0");
    BOOST_TEST((core.claims.back().scope == ScopeSplit{}));
    BOOST_TEST(!core.claims.back().claimed.has_value());
}

BOOST_AUTO_TEST_CASE(only_a_number_tells_a_second_mid_stay_bill_without_lines_from_a_repetition) {
    BOOST_TEST(charge("L1", "100.00"));
    BOOST_TEST(code_of_answer(settle_bill("m1", "100.00", true)) == "0");
    BOOST_TEST(code_of_answer(settle_bill("m2", "100.00", true)) == "GW1503");
    BOOST_TEST(code_of_answer(settle_bill("m3", "100.00", true, R"(,"chrg_bchno":"7")")) == "0");
    BOOST_TEST(core.times_asked("settle") == 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(stays_across_a_change_of_counterparty, StayOverTheYear)

BOOST_AUTO_TEST_CASE(a_bill_is_cleared_with_whom_the_row_of_its_day_names_not_of_its_visits_begin) {
    BOOST_TEST(counterparty_of("m1", "100.00") == "520100");
    BOOST_REQUIRE(upload(guiyang_call("2301", "up2"), visit, {"", "50.00"}, "L2"));
    clock.set("2022-01-03 09:00:00");
    BOOST_REQUIRE(cancel(guiyang_call("2305", "c1"), visit, record_of(guiyang_call("2304", "m1")).id));
    BOOST_TEST(counterparty_of("m2", "150.00") == "520000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
