// A booked cancel is reversed where a policy row of the day allows it (decision 0011).
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

/// The reviewed tables with a row that allows it from 2018-10-16 on.
std::shared_ptr<const mapping::Tables> tables_that_allow_it() {
    tables::TableSet set = table_set();
    const std::string rule = "cancel_reversal\t*\t2018-10-16\t-\tallowed\t-\tinvented\tpending";
    set["policies.tsv"] = with_rows(set["policies.tsv"],
                                    {"visitor\tdelta\t3302\t31\t" + rule, "resident_away\tdelta\t31\t3302\t" + rule});
    return mapping::load(set, DivisionCode("330200"), "allowing").value();
}

struct Cancelled : Ningbo {
    Cancelled() {
        tables_in_force.replace(tables_that_allow_it());
        shanghai.will_pay(zhang_corrected());
        visit = visit_with_bill("zhang", zhang);
        booked = settle(visitor_call("2207", "m1"), visit, zhang).value();
        cancel(visitor_call("2208", "c1"), visit, booked.settlement).value();
    }
    Result<ReverseResult> undo(std::string message = "r1") {
        return reverse(visitor_call("2601", std::move(message)), "c1", "2208");
    }
    SettlementState original() { return state_of(visitor_call("2207", "m1")); }
    SettlementState of_cancel() { return state_of(visitor_call("2208", "c1")); }
    VisitId visit;
    SettledBill booked;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reversing_a_cancel, Cancelled)

BOOST_AUTO_TEST_CASE(confirmed_the_settlement_holds_again_and_the_cancel_is_void) {
    BOOST_TEST((undo().value() == ReverseResult::reversed));
    BOOST_TEST((of_cancel() == SettlementState::reversed));
    BOOST_TEST((original() == SettlementState::booked));
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
    // Neither the cancel nor its counter-entry is in the day's list; the settlement is, once.
    BOOST_TEST(run(days.content(shanghai_day("2018-10-16"))).value().lines.size() == 1);
    BOOST_TEST((trial_balance(shanghai_day("2018-10-16")) ==
                std::vector<std::string>{"R1 hifp 2253.20 1126.60", "R1 acct 4.00 2.00", "H hifp 1126.60 2253.20",
                                         "H acct 2.00 4.00"}));
    // Its lines are taken again, their upload is owed again.
    BOOST_TEST(books.lines.begin()->second.at(0).settled_by.has_value());
    BOOST_TEST(books.upload_queue.contains(record_of(visitor_call("2207", "m1")).no));
    // The messages: the settlement's answer as ever, the cancel's id is spent.
    BOOST_TEST((settle(visitor_call("2207", "m1"), visit, zhang)->settlement == booked.settlement));
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c1"), visit, booked.settlement)) == "GW1102");
    BOOST_TEST((undo("r2").value() == ReverseResult::reversed));
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "GW1504");
    // And the settlement may be cancelled once more.
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c2"), visit, booked.settlement)) == "0");
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(onward_it_names_the_cancel) {
    undo().value();
    const ports::LegOfSettlement& leg = shanghai.legs.back();
    BOOST_TEST((leg.original_message == record_of(visitor_call("2208", "c1")).our_message));
    BOOST_TEST((leg.key.settlement == record_of(visitor_call("2208", "c1")).id));
    BOOST_TEST(leg.original_infno == "2208");
}

BOOST_AUTO_TEST_CASE(too_late_there_the_cancel_stands_and_the_bill_is_free_again) {
    for (Happening happening : {Happening::day_closed, Happening::not_reversible}) {
        Cancelled other;
        other.shanghai.answer_next({happening});
        BOOST_TEST(code_of_answer(other.undo()) == "GW1515");
        BOOST_TEST((other.of_cancel() == SettlementState::booked));
        BOOST_TEST((other.original() == SettlementState::cancelled));
        BOOST_TEST(other.balance(Account::r1).is_zero());
        BOOST_TEST(other.books.ledger.size() == 4);
        BOOST_TEST(!other.books.lines.begin()->second.at(0).settled_by.has_value());
        BOOST_TEST(code_of_answer(other.settle(other.visitor_call("2207", "m2"), other.visit, zhang)) == "0");
    }
}

BOOST_AUTO_TEST_CASE(while_it_is_silent_the_bill_is_held_as_with_a_cancel_in_doubt) {
    shanghai.answer_next({Happening::lost_request});
    BOOST_TEST(code_of_answer(undo()) == "GW3003");
    BOOST_TEST((of_cancel() == SettlementState::reversing));
    BOOST_TEST((original() == SettlementState::booked));
    const std::string id = record_of(visitor_call("2208", "c1")).id.text;
    const auto again = settle(visitor_call("2207", "m2"), visit, zhang);
    BOOST_TEST(code_of_answer(again) == "GW3003");
    BOOST_TEST(again.error().settlement_id == id);
    BOOST_TEST(code_of_answer(cancel(visitor_call("2208", "c2"), visit, booked.settlement)) == "GW3003");
    BOOST_TEST(code_of_answer(reverse(visitor_call("2601", "r2"), "m1", "2207")) == "GW3003");
    resolve().value();
    BOOST_TEST((of_cancel() == SettlementState::reversed));
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(when_another_settlement_has_the_bill_it_is_refused_with_its_id) {
    const auto second = settle(visitor_call("2207", "m2"), visit, zhang);
    const auto refused = undo();
    BOOST_TEST(code_of_answer(refused) == "GW1504");
    BOOST_TEST(refused.error().settlement_id == second->settlement.text);
    BOOST_TEST((of_cancel() == SettlementState::booked));
    BOOST_TEST((original() == SettlementState::cancelled));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
    BOOST_TEST((balance(Account::r1) == yuan("1128.60")));
}

BOOST_AUTO_TEST_CASE(when_the_lines_were_changed_meanwhile_it_is_refused) {
    FeeRemoval removal;
    removal.visit = visit;
    removal.bill = BillNumber(zhang.number);
    removal.lines = {LineId("L1")};
    BOOST_REQUIRE(run(desk.remove_fees(visitor_call("2205", "d1"), removal)).has_value());
    BOOST_TEST(code_of_answer(undo()) == "GW1518");
    BOOST_TEST((original() == SettlementState::cancelled));
    // Uploaded again it is not the line that was settled.
    upload(visitor_call("2204", "f2"), visit, zhang, "L2").value();
    BOOST_TEST(code_of_answer(undo("r2")) == "GW1518");
}

BOOST_AUTO_TEST_CASE(after_the_cancels_day_is_closed_it_is_final) {
    clock.set("2018-10-17 00:30:00");
    BOOST_REQUIRE(close(shanghai_day("2018-10-16")).has_value());
    BOOST_TEST(code_of_answer(undo()) == "GW1515");
    BOOST_TEST((of_cancel() == SettlementState::booked));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
}

BOOST_AUTO_TEST_CASE(without_a_row_of_the_day_it_is_refused) {
    tables_in_force.replace(reviewed_tables());
    BOOST_TEST(code_of_answer(undo()) == "GW1515");
    clock.set("2018-10-15 12:00:00");  // before the row's first day
    tables_in_force.replace(tables_that_allow_it());
    BOOST_TEST(code_of_answer(undo("r2")) == "GW1515");
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
}

BOOST_AUTO_TEST_CASE(a_partners_reverse_of_its_cancel_goes_to_the_core) {
    PaymentSplit pays;
    pays.total = pays.fund_total = pays.funds[Fund::hifp] = pays.scope.in_scope = yuan("741.36");
    core.will_pay(pays);
    const VisitId stay = resident_visit("tu");
    const auto settling = resident_call("2207", "s1", "2018-10-16");
    const auto cancelling = resident_call("2208", "x1", "2018-10-16");
    settle(settling, stay, {"B1", "741.36"}).value();
    cancel(cancelling, stay, record_of(settling).id).value();
    const auto reversing = resident_call("2601", "r1", "2018-10-16");
    BOOST_TEST((run(desk.reverse_by_key(reversing, *cancelling.key)).value() == ReverseResult::reversed));
    BOOST_TEST((state_of(settling) == SettlementState::booked));
    BOOST_TEST(core.times_asked("reverse") == 1);
    BOOST_TEST((balance(Account::p1) == -yuan("741.36")));
}

BOOST_AUTO_TEST_CASE(the_hub_where_no_row_allows_it_is_told_not_reversible) {
    PaymentSplit pays;
    pays.total = pays.fund_total = pays.funds[Fund::hifp] = pays.scope.in_scope = yuan("9933.00");
    core.will_pay(pays);
    const VisitId stay = register_visit(beijing_call("2401", "y0"), "2018-10-10 08:00:00").value();
    settle(beijing_call("2304", "y1"), stay, {"0", "9933.00"}).value();
    cancel(beijing_call("2305", "x1"), stay, record_of(beijing_call("2304", "y1")).id).value();
    BOOST_TEST((reverse(beijing_call("2601", "r1"), "x1", "2305").value() == ReverseResult::not_reversible));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
