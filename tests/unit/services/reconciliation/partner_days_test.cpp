// The insured side's part of a Delta day: the partner closes, we compare, agree and clear our payable.
#include "gateway/services/reconciliation/classify.hpp"
#include "tests/support/day_totals.hpp"
#include "tests/support/memory_difference_cases.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <algorithm>
#include <map>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill bill{"B1", "741.36"};
const DayKey the_day = Ningbo::shanghai_day("2018-10-16", Direction::resident_away);

struct Partner : Ningbo {
    /// Shanghai asks, the core pays all of it from the fund.
    SettlementKey book(std::string name) {
        const VisitId visit = resident_visit(name);
        const Call call = resident_call("2207", name, "2018-10-16");
        BOOST_REQUIRE(settle(call, visit, bill).has_value());
        return *call.key;
    }
    /// A settlement and its cancel, of the_day.
    std::vector<SettlementKey> book_and_cancel() {
        const VisitId visit = resident_visit("a");
        const Call call = resident_call("2207", "a", "2018-10-16");
        const auto settled = settle(call, visit, bill);
        const Call cancelling = resident_call("2208", "c", "2018-10-16");
        BOOST_REQUIRE(cancel(cancelling, visit, settled.value().settlement).has_value());
        return {*call.key, *cancelling.key};
    }
    /// The totals the partner would send: its lines are ours without what it carries.
    DayTotals partner_totals(const DayKey& key, std::vector<SettlementKey> carried = {},
                             std::vector<SettlementKey> late = {}) {
        std::vector<DayLine> lines;
        for (const auto& [no, record] : books.records) {
            const bool listed = record.state == SettlementState::booked || record.state == SettlementState::cancelled;
            const bool left_out = std::ranges::find(carried, record.key) != carried.end();
            const bool comes_late = std::ranges::find(late, record.key) != late.end();
            if (!listed || left_out || (record.assigned_day != key.day && !comes_late)) continue;
            DayLine line;
            line.key = record.key;
            line.insurance_type = record.insurance_type;
            line.care = record.care;
            line.split = record.answer.split;
            lines.push_back(line);
        }
        ports::DayContent content;
        content.lines = lines;
        DayTotals totals = tests::totals_of(key, content, digest);
        totals.carried = std::move(carried);
        totals.late = std::move(late);
        return totals;
    }
    Result<ports::StatementVerdict> agree(const DayKey& key, std::string_view amount,
                                          std::vector<SettlementKey> disputed = {},
                                          std::string formula = "DELTA-31-2018",
                                          std::optional<std::vector<StatementCell>> adjustments = {}) {
        std::vector<StatementCell> cells;
        if (amount != "0")
            cells.push_back({InsuranceType("310"), CareSetting::outpatient, Component::hifp, yuan(amount)});
        return run(
            partner_days.agree(key, {"their-statement", std::move(formula), cells, std::move(disputed), adjustments}));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(partners_days, Partner)

BOOST_AUTO_TEST_CASE(an_equal_close_is_equal_and_the_agreement_clears_our_payable) {
    book("a");
    const auto verdict = run(partner_days.close(partner_totals(the_day)));
    BOOST_REQUIRE(verdict.has_value());
    BOOST_TEST(verdict->equal);
    BOOST_TEST(agree(the_day, "741.36")->agreed);
    BOOST_TEST((trial_balance(the_day) ==
                std::vector<std::string>{"P1 hifp 741.36 741.36", "P2 hifp 0.00 741.36", "B hifp 741.36 0.00"}));
    const auto statement = run(days.statement("330200-delta-310000-resident_away-2018-10-16")).value();
    BOOST_REQUIRE(statement.has_value());
    BOOST_TEST(statement->balances());
    BOOST_TEST(statement->receivable_or_payable().to_yuan() == "741.36");
}

BOOST_AUTO_TEST_CASE(repeating_close_and_agreement_changes_nothing) {
    book("a");
    for (int i = 0; i < 2; ++i) {
        BOOST_TEST(run(partner_days.close(partner_totals(the_day)))->equal);
        BOOST_TEST(agree(the_day, "741.36")->agreed);
    }
    BOOST_TEST(books.ledger.size() == 2);
    BOOST_TEST((run(days.find(the_day)).value()->state == DayState::agreed));
}

BOOST_AUTO_TEST_CASE(a_future_day_is_not_closed) {
    DayTotals totals;
    totals.key = shanghai_day("2018-10-17", Direction::resident_away);
    BOOST_TEST(code_of_answer(run(partner_days.close(totals))) == "GW1516");
}

BOOST_AUTO_TEST_CASE(an_empty_day_before_our_first_one_is_equal_and_agreed_and_leaves_no_trace) {
    const DayKey early = shanghai_day("2018-10-02", Direction::resident_away);
    const auto is_agreed_without_a_trace = [&] {
        const std::size_t begun = books.days.size();
        BOOST_TEST(run(partner_days.close(partner_totals(early)))->equal);
        BOOST_TEST(agree(early, "0")->agreed);
        BOOST_TEST(!agree(early, "0", {}, "OTHER-FORMULA")->agreed);
        BOOST_TEST(books.days.size() == begun);
    };
    is_agreed_without_a_trace();  // before there is any day of the pair
    book("a");
    is_agreed_without_a_trace();
    // Our own day closes as if nothing had been.
    BOOST_TEST(run(partner_days.close(partner_totals(the_day)))->equal);
    BOOST_TEST(agree(the_day, "741.36")->agreed);
}

BOOST_AUTO_TEST_CASE(our_first_day_may_begin_between_the_partners_close_and_its_statement) {
    const VisitId visit = resident_visit("a");
    clock.set("2018-10-17 00:05:00");
    const DayKey before = shanghai_day("2018-10-15", Direction::resident_away);
    BOOST_TEST(run(partner_days.close(partner_totals(before)))->equal);
    BOOST_TEST(!run(days.find(before)).value().has_value());
    BOOST_REQUIRE(settle(resident_call("2207", "a", "2018-10-16"), visit, bill).has_value());
    BOOST_TEST(agree(before, "0")->agreed);
    BOOST_TEST(!run(days.find(before)).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_pair_without_a_day_begins_with_the_partners_close_of_yesterday) {
    clock.set("2018-10-17 00:05:00");
    BOOST_TEST(run(partner_days.close(partner_totals(the_day)))->equal);
    BOOST_TEST(agree(the_day, "0")->agreed);
    BOOST_TEST((run(days.find(the_day)).value()->state == DayState::agreed));
}

BOOST_AUTO_TEST_CASE(lines_of_a_day_before_our_first_one_are_a_conflict_and_not_begun) {
    book("a");
    const DayKey early = shanghai_day("2018-10-02", Direction::resident_away);
    const std::size_t begun = books.days.size();
    const SettlementKey theirs{DivisionCode("310000"), SettlementId("NEVER-ARRIVED")};
    DayTotals with_lines = partner_totals(the_day);
    with_lines.key = early;
    BOOST_TEST(code_of_answer(run(partner_days.close(with_lines))) == "GW1703");
    BOOST_TEST(code_of_answer(agree(early, "741.36")) == "GW1703");
    BOOST_TEST(code_of_answer(agree(early, "0", {theirs})) == "GW1703");
    BOOST_TEST(books.days.size() == begun);
}

BOOST_AUTO_TEST_CASE(what_is_carried_out_of_a_day_before_our_first_one_finds_that_day_closed_when_it_arrives) {
    // Its request was lost while Shanghai's midnight passed; our first day is the next one.
    const VisitId visit_of_lost = resident_visit("a");
    const VisitId visit = resident_visit("b");
    clock.set("2018-10-17 00:05:00");
    BOOST_REQUIRE(settle(resident_call("2207", "b", "2018-10-17"), visit, Bill{"B2", "741.36"}).has_value());
    const Call lost = resident_call("2207", "a", "2018-10-16");
    BOOST_TEST(run(partner_days.close(partner_totals(the_day, {*lost.key})))->equal);
    BOOST_TEST(code_of_answer(settle(lost, visit_of_lost, bill)) == "GW1514");
    BOOST_TEST(agree(the_day, "0")->agreed);
    // It went to the core under no id: settled anew, it is one of the next day.
    BOOST_REQUIRE(settle(resident_call("2207", "a2", "2018-10-17"), visit_of_lost, bill).has_value());
    clock.set("2018-10-18 00:05:00");
    const DayKey next = shanghai_day("2018-10-17", Direction::resident_away);
    BOOST_TEST(run(partner_days.close(partner_totals(next)))->equal);
    BOOST_TEST(agree(next, "1482.72")->agreed);
    BOOST_TEST(balance(Account::p1).is_zero());
}

BOOST_AUTO_TEST_CASE(a_day_without_an_agreement_is_not_begun_for_what_is_carried_out_of_it) {
    book("a");
    const std::size_t begun = books.days.size();
    const DayKey early = shanghai_day("2010-10-16", Direction::resident_away);
    const SettlementKey theirs{DivisionCode("310000"), SettlementId("NEVER-ARRIVED")};
    BOOST_TEST(code_of_answer(run(partner_days.close(partner_totals(early, {theirs})))) == "GW1008");
    BOOST_TEST(books.days.size() == begun);
}

BOOST_AUTO_TEST_CASE(an_empty_day_is_equal_and_agreed) {
    DayTotals totals = partner_totals(the_day);
    BOOST_TEST(run(partner_days.close(totals))->equal);
    BOOST_TEST(agree(the_day, "0")->agreed);
}

BOOST_AUTO_TEST_CASE(what_the_partner_carries_is_taken_out_and_clears_on_the_day_it_names_it_late) {
    const SettlementKey a = book("a");
    book("b");
    BOOST_TEST(run(partner_days.close(partner_totals(the_day, {a})))->equal);
    BOOST_TEST(agree(the_day, "741.36")->agreed);
    BOOST_TEST((run(days.find(the_day)).value()->state == DayState::agreed_with_carried_lines));
    BOOST_TEST((balance(Account::p1) == yuan("-741.36")));

    clock.set("2018-10-17 23:00:00");
    const DayKey next = shanghai_day("2018-10-17", Direction::resident_away);
    BOOST_TEST(run(partner_days.close(partner_totals(next, {}, {a})))->equal);
    BOOST_TEST(agree(next, "741.36")->agreed);
    BOOST_TEST(balance(Account::p1).is_zero());
    BOOST_TEST((balance(Account::p2) == yuan("-1482.72")));
    const SettlementRecord late = run(settlements.find_by_key(a, Direction::resident_away)).value().value();
    BOOST_TEST(late.assigned_day->to_text() == "2018-10-16");
    BOOST_TEST(late.cleared_day->to_text() == "2018-10-17");
}

BOOST_AUTO_TEST_CASE(a_carried_line_may_still_be_reversed_and_its_counter_entry_takes_the_open_day) {
    const SettlementKey a = book("a");
    run(partner_days.close(partner_totals(the_day, {a}))).value();
    BOOST_TEST(agree(the_day, "0")->agreed);
    clock.set("2018-10-17 09:00:00");
    const Call asking = resident_call("2601", "r1", "2018-10-17");
    BOOST_TEST((run(desk.reverse_by_key(asking, a)).value() == ReverseResult::reversed));
    BOOST_TEST(balance(Account::p1).is_zero());
    const DayKey next = shanghai_day("2018-10-17", Direction::resident_away);
    BOOST_TEST((trial_balance(next) == std::vector<std::string>{"P1 hifp 741.36 0.00", "B hifp 0.00 741.36"}));
}

BOOST_AUTO_TEST_CASE(a_close_that_differs_shows_our_view_and_our_lines_page_by_page) {
    book("a");
    book("b");
    DayTotals theirs = partner_totals(the_day);
    theirs.cells[0].settlements = 1;
    theirs.root = std::string(32, 'x');
    const auto verdict = run(partner_days.close(theirs));
    BOOST_TEST(!verdict->equal);
    BOOST_TEST(verdict->ours.cells[0].settlements == 2);
    BOOST_TEST((run(days.find(the_day)).value()->state == DayState::reconciling));
    const auto first = run(partner_days.details(the_day, {}, 1)).value();
    BOOST_REQUIRE(first.size() == 1);
    const auto second = run(partner_days.details(the_day, first[0].key.settlement, 1)).value();
    BOOST_REQUIRE(second.size() == 1);
    BOOST_TEST((first[0].key < second[0].key));
    BOOST_TEST(run(partner_days.details(the_day, second[0].key.settlement, 1)).value().empty());
}

BOOST_AUTO_TEST_CASE(equal_cells_over_other_lines_are_not_equal) {
    book("a");
    DayTotals theirs = partner_totals(the_day);
    theirs.root = std::string(32, 'x');
    BOOST_TEST(!run(partner_days.close(theirs))->equal);
}

BOOST_AUTO_TEST_CASE(a_disputed_line_stays_in_p1_and_the_rest_clears) {
    const SettlementKey a = book("a");
    book("b");
    run(partner_days.close(partner_totals(the_day))).value();
    // Without naming the line the cells differ; which of ours it is only the lines of the cell can be.
    const auto verdict = agree(the_day, "741.36");
    BOOST_TEST(!verdict->agreed);
    BOOST_TEST(verdict->disputed.size() == 2U);
    BOOST_TEST(verdict->reason == "310 outpatient hifp: 1482.72 here, 741.36 there");
    BOOST_TEST(verdict->cells.size() == 1U);
    BOOST_TEST(agree(the_day, "741.36", {a})->agreed);
    BOOST_TEST((balance(Account::p1) == yuan("-741.36")));
    BOOST_TEST((balance(Account::p2) == yuan("-741.36")));
}

BOOST_AUTO_TEST_CASE(what_is_agreed_stands_and_who_proposes_more_is_told_what_was_left_out) {
    const SettlementKey a = book("a"), b = book("b");
    run(partner_days.close(partner_totals(the_day))).value();
    BOOST_TEST(agree(the_day, "741.36", {a})->agreed);  // and the answer is lost
    run(partner_days.close(partner_totals(the_day))).value();
    const auto more = agree(the_day, "1482.72");
    BOOST_TEST(!more->agreed);
    BOOST_TEST((more->disputed == std::vector{a}));
    BOOST_TEST(more->reason == "310 outpatient hifp: 741.36 here, 1482.72 there");
    // Less than was agreed: there is no line to name, and the day stays as it is.
    const auto less = agree(the_day, "0", {a, b});
    BOOST_TEST(!less->agreed);
    BOOST_TEST(less->disputed.empty());
    BOOST_TEST(agree(the_day, "741.36", {a})->agreed);
    BOOST_TEST((balance(Account::p1) == yuan("-741.36")));
    BOOST_TEST((balance(Account::p2) == yuan("-741.36")));
}

BOOST_AUTO_TEST_CASE(a_settlement_and_its_cancel_that_were_left_out_are_named_though_no_sum_differs) {
    const std::vector<SettlementKey> both = book_and_cancel();
    run(partner_days.close(partner_totals(the_day))).value();
    BOOST_TEST(agree(the_day, "0", both)->agreed);  // and the answer is lost
    const auto again = agree(the_day, "0");
    BOOST_TEST(!again->agreed);
    BOOST_TEST(again->disputed.size() == 2U);
    BOOST_TEST(again->reason == "2 lines were left out when the day was agreed");
    BOOST_TEST(agree(the_day, "0", both)->agreed);
}

BOOST_AUTO_TEST_CASE(a_settlement_and_its_cancel_that_were_cleared_are_not_left_out_afterwards) {
    day_world.settlements = &settlements;
    const std::vector<SettlementKey> both = book_and_cancel();
    run(partner_days.close(partner_totals(the_day))).value();
    BOOST_TEST(agree(the_day, "0")->agreed);  // and the answer is lost
    const auto without = agree(the_day, "0", both);
    BOOST_TEST(!without->agreed);
    BOOST_TEST(without->reason == "2 disputed lines were cleared when the day was agreed");
    BOOST_TEST(agree(the_day, "0")->agreed);
}

BOOST_AUTO_TEST_CASE(days_are_agreed_in_order) {
    book("a");
    clock.set("2018-10-17 23:00:00");
    const DayKey next = shanghai_day("2018-10-17", Direction::resident_away);
    run(partner_days.close(partner_totals(the_day))).value();
    run(partner_days.close(partner_totals(next))).value();
    BOOST_TEST(code_of_answer(agree(next, "0")) == "GW1703");
    BOOST_TEST(agree(the_day, "741.36")->agreed);
    BOOST_TEST(agree(next, "0")->agreed);
    BOOST_TEST(agree(next, "0")->agreed, "said again");
}

BOOST_AUTO_TEST_CASE(a_late_line_that_a_person_has_in_hand_is_disputed_until_he_ends_its_case) {
    MemoryCases rows;
    MemoryDifferenceCases cases(books, rows);
    day_world.cases = &cases;
    const SettlementKey a = book("a");
    run(partner_days.close(partner_totals(the_day))).value();
    BOOST_TEST(agree(the_day, "0", {a})->agreed);
    const long long no = run(cases.list({})).value().at(0).no;
    run(cases.assign({no, "lead", clock.now()}, "li")).value();

    clock.set("2018-10-17 23:00:00");
    const DayKey next = shanghai_day("2018-10-17", Direction::resident_away);
    run(partner_days.close(partner_totals(next, {}, {a}))).value();
    const auto verdict = agree(next, "741.36");
    BOOST_TEST(!verdict->agreed);
    BOOST_TEST((verdict->disputed == std::vector{a}));
    BOOST_TEST(verdict->reason == "1 late lines are cases that people have in hand");
    BOOST_TEST(agree(next, "0", {a})->agreed);
    BOOST_TEST((balance(Account::p1) == yuan("-741.36")));

    run(cases.resolve({{no, "li", clock.now()}, "the letter has come", ""})).value();
    clock.set("2018-10-18 23:00:00");
    const DayKey third = shanghai_day("2018-10-18", Direction::resident_away);
    BOOST_TEST(run(partner_days.close(partner_totals(third, {}, {a})))->equal);
    BOOST_TEST(agree(third, "741.36")->agreed);
    BOOST_TEST(balance(Account::p1).is_zero());
    // The second day's case had nobody, and went with the line.
    for (const DifferenceCase& one : run(cases.list({})).value())
        BOOST_TEST(is_over(one.state));
}

BOOST_AUTO_TEST_CASE(a_disputed_line_is_a_difference_of_the_kind_our_books_say) {
    const SettlementKey a = book("a");
    const SettlementKey unknown{DivisionCode("310000"), SettlementId("NEVER-SEEN")};
    day_world.settlements = &settlements;
    run(partner_days.close(partner_totals(the_day))).value();
    BOOST_TEST(agree(the_day, "0", {a, unknown})->agreed);
    std::map<SettlementKey, Difference> found;
    for (const Difference& difference : run(days.differences(the_day)).value())
        found[difference.settlement] = difference;
    BOOST_REQUIRE(found.size() == 2U);
    // Which amount of a line of the day they dispute was not told.
    BOOST_TEST((found[a].kind == DifferenceKind::total));
    BOOST_TEST(found[a].ours == "741.36");
    BOOST_TEST((found[unknown].kind == DifferenceKind::missing_here));
    BOOST_TEST(found[unknown].note == "disputed by the treatment side");
}

BOOST_AUTO_TEST_CASE(a_disputed_line_that_is_none_of_the_day_says_what_it_is) {
    const auto kind = [](ports::LineState::State state, std::string_view assigned_day = "2018-10-16") {
        ports::LineState here;
        here.state = state;
        here.assigned_day = ClearingDay::parse(assigned_day).value();
        return reconciliation::of_dispute(here, the_day.day, "disputed").kind;
    };
    using State = ports::LineState::State;
    BOOST_TEST((kind(State::unknown) == DifferenceKind::missing_here));
    BOOST_TEST((kind(State::reversed) == DifferenceKind::reversed_on_one_side));
    BOOST_TEST((kind(State::in_progress) == DifferenceKind::state));
    BOOST_TEST((kind(State::refused) == DifferenceKind::state));
    BOOST_TEST((kind(State::booked, "2018-10-15") == DifferenceKind::day));
    BOOST_TEST((kind(State::booked) == DifferenceKind::total));
}

BOOST_AUTO_TEST_CASE(another_formula_or_an_open_day_is_not_agreed) {
    book("a");
    BOOST_TEST(code_of_answer(agree(the_day, "741.36")) == "GW1703");
    run(partner_days.close(partner_totals(the_day))).value();
    const auto by_another = agree(the_day, "741.36", {}, "ANOTHER");
    BOOST_TEST(!by_another->agreed);
    BOOST_TEST(by_another->disputed.empty());
    BOOST_TEST(by_another->reason == "formula DELTA-31-2018 here, ANOTHER there");
    BOOST_TEST(!agree(the_day, "741.35")->agreed);
    BOOST_TEST((balance(Account::p1) == yuan("-741.36")));
}

BOOST_AUTO_TEST_CASE(a_statement_with_other_adjustments_is_not_agreed_and_ours_are_told) {
    MemoryAdjustments adjustments(books);
    other_sides.platforms.at(PlatformName("delta")).exchanges_adjustments = true;
    day_world.adjustments = &adjustments;
    const SettlementKey key = book("a");
    run(partner_days.close(partner_totals(the_day))).value();
    const auto record = run(settlements.find_by_key(key, Direction::resident_away)).value();
    NewAdjustment told{record->no,
                       AdjustmentReason::deduction,
                       {{Component::hifp, yuan("41.36")}},
                       "310000/f",
                       Bearer::hospital,
                       "shanghai",
                       clock.now()};
    told.day = the_day.day;
    BOOST_REQUIRE(run(adjustments.post(told)).has_value());
    const std::vector<StatementCell> ours{
        {InsuranceType("310"), CareSetting::outpatient, Component::hifp, Money() - yuan("41.36")}};
    const auto refused = agree(the_day, "741.36", {}, "DELTA-31-2018", std::vector<StatementCell>{});
    BOOST_TEST(!refused->agreed);
    BOOST_TEST((refused->adjustments == ours));
    BOOST_TEST(trial_balance(the_day).size() == 2U);  // P1 and B: nothing is cleared
    const auto agreed = agree(the_day, "741.36", {}, "DELTA-31-2018", ours);
    BOOST_TEST(agreed->agreed);
    const auto statement = run(days.statement("330200-delta-310000-resident_away-2018-10-16")).value();
    BOOST_TEST((statement->adjustments == ours));
}

BOOST_AUTO_TEST_CASE(a_partner_that_tells_no_adjustments_is_agreed_with_by_the_lines_alone) {
    MemoryAdjustments adjustments(books);
    other_sides.platforms.at(PlatformName("delta")).exchanges_adjustments = true;
    day_world.adjustments = &adjustments;
    book("a");
    run(partner_days.close(partner_totals(the_day))).value();
    BOOST_TEST(agree(the_day, "741.36")->agreed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
