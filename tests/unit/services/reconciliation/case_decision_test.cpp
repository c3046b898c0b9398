// The step of a case, in words: what both sides say, and what is done about it.
#include "gateway/services/reconciliation/case_decision.hpp"

#include "tests/support/generated_day.hpp"

#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using Kind = DifferenceKind;
using State = ports::LineState::State;
using reconciliation::CaseLook;
using reconciliation::CaseMove;

constexpr int first_attempt = 0;
constexpr int no_attempt_left = 4;

ports::LineState side(State state, Money cash = Money::from_fen(100), bool is_cleared = false) {
    ports::LineState side;
    side.state = state;
    side.insured_division = DivisionCode("310104");
    DayLine line = GeneratedDay::line_of(1);
    side.key = line.key;
    line.split.cash = cash;
    if (state == State::booked || state == State::cancelled) side.line = line;
    if (is_cleared) side.cleared_day = ClearingDay{Date::parse("2018-10-18").value()};
    return side;
}

DifferenceCase a_case(Kind kind, int attempts) {
    DifferenceCase one;
    one.difference.kind = kind;
    one.attempts = attempts;
    return one;
}

struct Row {
    std::string in_words;
    Kind kind{};
    CaseLook look;
    CaseMove first{}, last{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(case_decision)

BOOST_AUTO_TEST_CASE(whose_turn_it_is) {
    DifferenceCase one = a_case(Kind::total, first_attempt);
    BOOST_TEST(turn_of(one) == "daemon");
    one.state = CaseState::open;
    BOOST_TEST(turn_of(one) == "maker");  // in the queue of those who take cases
    one.owner = "li";
    BOOST_TEST(turn_of(one) == "li");
    one.state = CaseState::resolved;
    BOOST_TEST(turn_of(one) == "");
}

BOOST_AUTO_TEST_CASE(what_both_sides_say_and_what_is_done_about_it) {
    const Money other = Money::from_fen(101);
    ports::LineState moved = side(State::booked);
    moved.insured_division = DivisionCode("310115");
    const std::vector<Row> rows{
        {"cleared meanwhile",
         Kind::day,
         {side(State::booked, other, true), side(State::booked)},
         CaseMove::settle,
         CaseMove::settle},
        {"alike, its day agreed without it",
         Kind::missing_there,
         {side(State::booked), side(State::booked), true},
         CaseMove::post_late,
         CaseMove::post_late},
        {"alike, its day not agreed yet",
         Kind::missing_there,
         {side(State::booked), side(State::booked), false},
         CaseMove::settle,
         CaseMove::settle},
        {"alike but for whose person it is",
         Kind::day,
         {side(State::booked), moved, true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"not final there",
         Kind::state,
         {side(State::booked), side(State::in_progress), true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"not final here",
         Kind::state,
         {side(State::in_progress), side(State::booked), true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"nobody has it",
         Kind::state,
         {side(State::refused), side(State::reversed), true},
         CaseMove::settle,
         CaseMove::settle},
        {"reversed here, booked there",
         Kind::reversed_on_one_side,
         {side(State::reversed), side(State::booked), true},
         CaseMove::reverse_there,
         CaseMove::reverse_there},
        {"refused here, booked there",
         Kind::state,
         {side(State::refused), side(State::booked), true},
         CaseMove::reverse_there,
         CaseMove::reverse_there},
        {"unknown here, booked there: books are lost, too",
         Kind::missing_here,
         {side(State::unknown), side(State::booked), true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"booked here, reversed there: the hospital has our yes",
         Kind::reversed_on_one_side,
         {side(State::booked), side(State::reversed), true},
         CaseMove::to_a_person,
         CaseMove::to_a_person},
        {"booked here, unknown there",
         Kind::missing_there,
         {side(State::booked), side(State::unknown), true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"still another amount",
         Kind::cash,
         {side(State::booked), side(State::booked, other), true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"nobody can be asked",
         Kind::total,
         {side(State::booked), {}, true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"the fee lines still do not sum to it",
         Kind::details_total,
         {side(State::booked), {}, true, true},
         CaseMove::try_again,
         CaseMove::to_a_person},
        {"the fee lines do by now",
         Kind::details_total,
         {side(State::booked, other, true), {}, true, false},
         CaseMove::settle,
         CaseMove::settle},
    };
    for (const Row& row : rows) {
        BOOST_TEST_CONTEXT(row.in_words) {
            const auto first = reconciliation::decide(a_case(row.kind, first_attempt), row.look);
            const auto last = reconciliation::decide(a_case(row.kind, no_attempt_left), row.look);
            BOOST_TEST((first.move == row.first), first.note);
            BOOST_TEST((last.move == row.last), last.note);
            BOOST_TEST(!first.note.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_the_other_side_made_of_a_reverse) {
    const DifferenceCase one = a_case(Kind::reversed_on_one_side, first_attempt);
    const auto move = [&](ReverseResult result) { return reconciliation::decide_after_reverse(one, result).move; };
    BOOST_TEST((move(ReverseResult::reversed) == CaseMove::settle));
    BOOST_TEST((move(ReverseResult::fenced) == CaseMove::settle));
    BOOST_TEST((move(ReverseResult::day_closed) == CaseMove::to_a_person));
    BOOST_TEST((move(ReverseResult::not_reversible) == CaseMove::to_a_person));
}

BOOST_AUTO_TEST_CASE(every_kind_of_difference_has_one_row_in_the_table_of_steps) {
    std::set<Kind> kinds;
    for (const StepRule& rule : step_rules()) {
        kinds.insert(rule.kind);
        BOOST_TEST((rule.step == NextStep::none) == (rule.attempts == 0), name_of(rule.kind));
        BOOST_TEST(!rule.why.empty());
    }
    BOOST_TEST(kinds.size() == step_rules().size());
    BOOST_TEST(kinds.size() == 14U);
    for (const Kind kind : kinds)
        BOOST_TEST((difference_kind_named(name_of(kind)) == kind));
}

BOOST_AUTO_TEST_CASE(a_line_is_a_case_of_what_the_rest_follows_from) {
    const auto leading_of = [](std::vector<Kind> kinds) {
        std::vector<Difference> differences;
        for (const Kind kind : kinds)
            differences.push_back({kind, {}, "", "", ""});
        return name_of(leading(differences).kind);
    };
    BOOST_TEST(leading_of({Kind::cash, Kind::total, Kind::state}) == "state");
    BOOST_TEST(leading_of({Kind::cash, Kind::account}) == "account");
    BOOST_TEST(leading_of({Kind::total, Kind::split_law}) == "split_law");
    BOOST_TEST(leading_of({Kind::missing_here, Kind::duplicate}) == "duplicate");
    BOOST_TEST(leading_of({Kind::details_total}) == "details_total");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
