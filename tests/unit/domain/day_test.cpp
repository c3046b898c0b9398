// Cells, leaves and the comparison of a day's lines, record by record, in both directions.
#include "gateway/domain/day.hpp"

#include "tests/unit/domain/splits.hpp"

#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing {
namespace {

using namespace clearing::tests;

DayLine line(std::string id, const PaymentSplit& split, std::string insurance = "310",
             CareSetting care = CareSetting::outpatient) {
    DayLine made;
    made.key = {DivisionCode("330200"), SettlementId(std::move(id))};
    made.insurance_type = InsuranceType(std::move(insurance));
    made.care = care;
    made.split = split;
    made.assigned_day = ClearingDay::parse("2018-10-16").value();
    return made;
}

DayLine cancel_line(std::string id, const PaymentSplit& split) {
    DayLine made = line(std::move(id), split.negated());
    made.sign = -1;
    return made;
}

/// "total A: 1368.83 / 1368.82 (total)", one a difference.
std::vector<std::string> in_words(const std::vector<Difference>& differences) {
    std::vector<std::string> words;
    for (const Difference& d : differences)
        words.push_back(fmt::format("{} {}: {} / {} ({})", name_of(d.kind), d.settlement.settlement.text, d.ours,
                                    d.theirs, d.note));
    return words;
}

using Words = std::vector<std::string>;
constexpr FieldsJudged all_fields{};

}  // namespace

BOOST_AUTO_TEST_SUITE(day)

BOOST_AUTO_TEST_CASE(cells_sum_per_insurance_type_and_care_and_count_cancels_apart) {
    const std::vector<DayLine> lines{line("B", published_2304(), "310", CareSetting::inpatient),
                                     line("A", zhang_corrected()), cancel_line("C", zhang_corrected()),
                                     line("D", published_2207(), "390")};
    const std::vector<DayCell> cells = cells_of(lines);
    BOOST_REQUIRE(cells.size() == 3);
    BOOST_TEST(cells[0].insurance_type.text == "310");
    BOOST_TEST((cells[0].care == CareSetting::outpatient));
    BOOST_TEST(cells[0].settlements == 1);
    BOOST_TEST(cells[0].cancels == 1);
    BOOST_TEST(cells[0].sums.total.is_zero());
    BOOST_TEST(cells[0].sums.cash.is_zero());
    BOOST_TEST((cells[1].care == CareSetting::inpatient));
    BOOST_TEST(cells[1].sums.hospital.to_yuan() == "505.01");
    BOOST_TEST(cells[1].sums.funds[Fund::hifob].to_yuan() == "18785.39");
    BOOST_TEST(cells[2].insurance_type.text == "390");
    BOOST_TEST(cells[2].sums.account.to_yuan() == "4.52");
    BOOST_TEST(cells_of({}).empty());
}

BOOST_AUTO_TEST_CASE(the_order_of_lines_does_not_change_the_cells) {
    const DayLine a = line("A", zhang_corrected()), b = line("B", published_2207()),
                  c = cancel_line("C", published_2207());
    BOOST_TEST((cells_of({a, b, c}) == cells_of({c, b, a})));
}

BOOST_AUTO_TEST_CASE(a_leaf_is_the_text_the_protocol_defines) {
    // delta.proto, DayCloseRequest: division, id, sign, insurance, care, total, fund, 8 components, account, mutual
    // aid, cash, hospital; fen.
    BOOST_TEST(leaf_text(line("A", zhang_corrected())) ==
               "330200|A|+1|310|outpatient|136883|112660|112660|0|0|0|0|0|0|0|200|0|24023|0");
    BOOST_TEST(leaf_text(cancel_line("C", published_2304())) ==
               "330200|C|-1|310|outpatient|-2344246|-1878539|0|0|0|0|-1878539|0|0|0|-17004|0|-398202|-50501");
}

BOOST_AUTO_TEST_CASE(equal_days_have_no_differences_in_whatever_order) {
    const std::vector<DayLine> ours{line("A", zhang_corrected()), cancel_line("C", zhang_corrected())};
    const std::vector<DayLine> theirs{ours[1], ours[0]};
    BOOST_TEST(compare_lines(ours, theirs, all_fields).empty());
    BOOST_TEST(compare_lines({}, {}, all_fields).empty());
}

BOOST_AUTO_TEST_CASE(a_line_missing_on_either_side_is_found) {
    const std::vector<DayLine> ours{line("A", zhang_corrected()), line("B", published_2207())};
    const std::vector<DayLine> theirs{line("B", published_2207()), line("D", published_2304())};
    BOOST_TEST((in_words(compare_lines(ours, theirs, all_fields)) ==
                Words{"missing_there A: 1368.83 /  ()", "missing_here D:  / 23442.46 ()"}));
    BOOST_TEST((in_words(compare_lines(theirs, ours, all_fields)) ==
                Words{"missing_there D: 23442.46 /  ()", "missing_here A:  / 1368.83 ()"}));
}

BOOST_AUTO_TEST_CASE(each_amount_that_differs_is_named) {
    struct Row {
        std::function<void(DayLine&)> change;
        Words expected;
    };
    const Money fen = Money::from_fen(1);
    for (const Row& row : {
             Row{[=](DayLine& l) {
                     l.split.total += fen;
                     l.split.cash += fen;
                     l.split.person_total += fen;
                 },
                 {"total A: 1368.83 / 1368.84 (total)", "cash A: 240.23 / 240.24 (cash)"}},
             Row{[=](DayLine& l) {
                     l.split.funds[Fund::hifp] -= fen;
                     l.split.funds[Fund::maf] += fen;
                 },
                 {"fund_component A: 1126.60 / 1126.59 (hifp)", "fund_component A: 0.00 / 0.01 (maf)"}},
             Row{[=](DayLine& l) {
                     l.split.account += fen;
                     l.split.cash -= fen;
                 },
                 {"account A: 2.00 / 2.01 (account)", "cash A: 240.23 / 240.22 (cash)"}},
             Row{[=](DayLine& l) { l.split.mutual_aid += fen; }, {"account A: 0.00 / 0.01 (mutual aid)"}},
             Row{[=](DayLine& l) { l.sign = -1; }, {"state A: +1 / -1 (sign)"}},
             Row{[=](DayLine& l) { l.insurance_type = InsuranceType("390"); }, {"code A: 310 / 390 (insurance type)"}},
             Row{[=](DayLine& l) { l.care = CareSetting::inpatient; },
                 {"code A: outpatient / inpatient (care setting)"}},
         }) {
        DayLine theirs = line("A", zhang_corrected());
        row.change(theirs);
        BOOST_TEST((in_words(compare_lines({line("A", zhang_corrected())}, {theirs}, all_fields)) == row.expected));
    }
}

BOOST_AUTO_TEST_CASE(a_partners_line_that_breaks_a_law_is_a_difference_of_its_own) {
    const auto found =
        in_words(compare_lines({line("A", zhang_corrected())}, {line("A", zhang_as_printed())}, all_fields));
    BOOST_TEST((found == Words{"account A: 2.00 / 0.00 (account)", "split_law A: holds / 2.00 (law A)"}));
}

BOOST_AUTO_TEST_CASE(what_does_not_travel_is_not_judged) {
    // 3201/3202 carry no cash and no components (SETTLEMENT §5, three parties with the hub).
    DayLine theirs = line("A", zhang_corrected());
    theirs.split.cash = {};
    theirs.split.person_total = {};
    theirs.split.funds = {};
    theirs.insurance_type = {};
    BOOST_TEST(compare_lines({line("A", zhang_corrected())}, {theirs}, {.components = false, .cash = false}).empty());
    theirs.split.fund_total += Money::from_fen(1);
    BOOST_TEST(
        (in_words(compare_lines({line("A", zhang_corrected())}, {theirs}, {.components = false, .cash = false})) ==
         Words{"fund_component A: 1126.60 / 1126.61 (fund total)"}));
}

BOOST_AUTO_TEST_CASE(a_second_line_of_one_key_is_a_duplicate_on_whichever_side) {
    const DayLine a = line("A", zhang_corrected());
    BOOST_TEST((in_words(compare_lines({a}, {a, a}, all_fields)) == Words{"duplicate A: 1 / 2 (lines of one key)"}));
    BOOST_TEST((in_words(compare_lines({a, a}, {a}, all_fields)) == Words{"duplicate A: 2 / 1 (lines of one key)"}));
    BOOST_TEST((in_words(compare_lines({}, {a, a}, all_fields)) ==
                Words{"missing_here A:  / 1368.83 ()", "duplicate A: 0 / 2 (lines of one key)"}));
    BOOST_TEST((in_words(compare_lines({a, a}, {}, all_fields)) ==
                Words{"missing_there A: 1368.83 /  ()", "duplicate A: 2 / 0 (lines of one key)"}));
}

BOOST_AUTO_TEST_CASE(one_treatment_division_is_not_another) {
    DayLine theirs = line("A", zhang_corrected());
    theirs.key.treatment_division = DivisionCode("330100");
    BOOST_TEST(compare_lines({line("A", zhang_corrected())}, {theirs}, all_fields).size() == 2);
}

BOOST_AUTO_TEST_CASE(states_and_kinds_are_named_and_read_back) {
    for (std::string_view name :
         {"open", "closing", "reconciling", "agreed", "agreed_with_carried_lines", "waiting_for_partner"})
        BOOST_TEST(name_of(day_state_named(name).value()) == name);
    BOOST_TEST(!day_state_named("closed").has_value());
    for (std::string_view name :
         {"missing_here", "missing_there", "total", "fund_component", "account", "cash", "state", "day", "duplicate",
          "reversed_on_one_side", "person_or_visit", "code", "split_law", "details_total"})
        BOOST_TEST(name_of(difference_kind_named(name).value()) == name);
    BOOST_TEST(is_agreed(DayState::agreed));
    BOOST_TEST(is_agreed(DayState::agreed_with_carried_lines));
    BOOST_TEST(!is_agreed(DayState::waiting_for_partner));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
