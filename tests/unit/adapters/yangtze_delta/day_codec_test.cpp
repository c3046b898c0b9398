#include "adapters/yangtze_delta/day_codec.hpp"

#include "clearing/delta/v1/delta.pb.h"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

const DayPair pair{DivisionCode("310000"), DivisionCode("330200")};

DayTotals sample_totals() {
    DayTotals totals;
    totals.key.day = *ClearingDay::parse("2018-10-16");
    totals.cells = cells_of({sample_day_line(1), sample_day_line(2)});
    totals.root = std::string(32, 'r');
    totals.carried = {sample_day_line(3).key};
    totals.late = {sample_day_line(2).key};
    return totals;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_day_codec)

BOOST_AUTO_TEST_CASE(the_totals_of_a_close_come_back) {
    wire::DayCloseRequest out;
    write(sample_totals(), pair, out);
    Reading reading;
    const DayTotals back = read(out, reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.key.day == sample_totals().key.day);
    BOOST_CHECK(back.cells == sample_totals().cells);
    BOOST_TEST(back.root == sample_totals().root);
    BOOST_CHECK(back.carried == sample_totals().carried);
    BOOST_CHECK(back.late == sample_totals().late);
}

BOOST_AUTO_TEST_CASE(an_empty_day_has_a_root_and_no_cells) {
    DayTotals empty;
    empty.key.day = *ClearingDay::parse("2018-10-16");
    wire::DayCloseRequest out;
    write(empty, pair, out);
    Reading without_root;
    read(out, without_root);
    BOOST_CHECK(without_root.verdict().error().fields == std::vector<std::string>{"root"});
    out.set_root(std::string(32, '\0'));
    Reading reading;
    BOOST_TEST(read(out, reading).cells.empty());
    BOOST_TEST(reading.verdict().has_value());
}

BOOST_AUTO_TEST_CASE(a_care_kind_a_count_and_a_day_out_of_range_are_named) {
    wire::DayCloseRequest out;
    write(sample_totals(), pair, out);
    out.set_day("2018-13-01");
    out.mutable_cells(0)->set_care_kind("dental");
    out.mutable_cells(0)->set_cancels(-1);
    Reading reading;
    read(out, reading);
    const std::vector<std::string> expected{"day", "cells[0].care_kind", "cells[0].cancels"};
    BOOST_TEST(reading.verdict().error().fields == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_of_a_day_comes_back) {
    DayLine line = sample_day_line(1);
    line.sign = -1;
    line.split = line.split.negated();
    line.original = SettlementId("310000ORIGINAL");
    wire::DayLine out;
    write(line, out);
    Reading reading;
    const DayLine back = read(out, DivisionCode("310000"), reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.key == line.key);
    BOOST_TEST(back.sign == -1);
    BOOST_CHECK(back.split == line.split);
    BOOST_CHECK(back.original == line.original);
    BOOST_TEST(leaf_text(back) == leaf_text(line));
    out.set_sign(2);
    Reading wrong;
    read(out, DivisionCode("310000"), wrong);
    BOOST_CHECK(wrong.verdict().error().fields == std::vector<std::string>{"sign"});
}

BOOST_AUTO_TEST_CASE(a_statement_is_proposed_with_its_formula_cells_and_disputed_lines) {
    Statement statement;
    statement.id = "310000-330200-visitor-2018-10-16";
    statement.key.day = *ClearingDay::parse("2018-10-16");
    statement.formula.id = "all";
    statement.cells = sample_totals().cells;
    statement.clearing = {{InsuranceType("310"), CareSetting::outpatient, Component::hifp, Money::from_fen(224'000)},
                          {InsuranceType("310"), CareSetting::outpatient, Component::mulaid, Money::from_fen(-100)}};
    const std::vector<SettlementKey> disputed{sample_day_line(9).key};
    wire::StatementRequest out;
    write(statement, disputed, pair, out);
    BOOST_TEST(out.settlements() == 2);
    Reading reading;
    const Proposal back = read(out, reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_TEST(back.statement_id == statement.id);
    BOOST_TEST(back.formula == "all");
    BOOST_CHECK(back.cells == statement.clearing);
    BOOST_CHECK(back.disputed == disputed);
    out.mutable_cells(0)->set_component("lottery");
    Reading wrong;
    read(out, wrong);
    BOOST_CHECK(wrong.verdict().error().fields == std::vector<std::string>{"cells[0].component"});
}

BOOST_AUTO_TEST_CASE(differing_cells_are_told_in_words) {
    const auto ours = cells_of({sample_day_line(1), sample_day_line(2)});
    const auto theirs = cells_of({sample_day_line(1)});
    BOOST_TEST(differing_cells(ours, ours).empty());
    const std::string text = differing_cells(ours, theirs);
    BOOST_TEST(text.starts_with("310 outpatient: settlements 2 here, 1 there"));
    BOOST_TEST(differing_cells(ours, {}).find("0 there") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
