// A month is the sum of its days; what does not add up is said; two revisions differ in exactly what changed.
#include "gateway/domain/period_statement.hpp"

#include "gateway/domain/statement_revision.hpp"
#include "tests/unit/domain/splits.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

using namespace clearing::tests;

const ClearingFormula everything{"DEFAULT", {clearable_components.begin(), clearable_components.end()}};
const PairKey pair{PlatformName("delta"), DivisionCode("310000"), Direction::visitor};

SettlementKey key(std::string id) {
    return {DivisionCode("330200"), SettlementId(std::move(id))};
}

DayLine line(std::string id, const PaymentSplit& split) {
    DayLine made;
    made.key = key(std::move(id));
    made.sign = split.total.is_negative() ? -1 : 1;
    made.insurance_type = InsuranceType("310");
    made.split = split;
    made.split.payments.clear();
    return made;
}

Statement day(std::string_view date, const std::vector<DayLine>& lines) {
    Statement statement;
    statement.key = day_key(pair, ClearingDay::parse(date).value());
    statement.id = statement_id(statement.key, DivisionCode("330200"));
    statement.state = DayState::agreed;
    statement.formula = everything;
    statement.cells = cells_of(lines);
    statement.clearing = clearing_cells(lines, everything);
    for (const StatementCell& cell : statement.clearing) {
        statement.trial_balance.push_back({Account::r2, cell.component, cell.amount, {}});
        statement.trial_balance.push_back({Account::h, cell.component, {}, cell.amount});
    }
    return statement;
}

PeriodStatement october() {
    PeriodStatement month;
    month.pair = pair;
    month.period = Period::month("2018-10").value();
    month.id = period_id(pair, month.period, DivisionCode("330200"));
    month.days = {day("2018-10-16", {line("A", zhang_corrected())}), day("2018-10-17", {line("B", published_2304())})};
    month.control.lines = 2;
    month.control.sums = sum_of(month.cells()).sums;
    month.control.digest = "d1";
    return month;
}

StatementAddition deduction(std::string id, std::string_view amount, std::string_view date = "2018-10-17") {
    return {std::move(id),
            AdditionKind::deduction,
            ClearingDay::parse(date).value(),
            InsuranceType("310"),
            CareSetting::outpatient,
            Component::hifp,
            yuan(amount),
            "超限用药",
            "A"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(period_statement)

BOOST_AUTO_TEST_CASE(a_month_has_its_first_and_last_day_and_its_name) {
    const Period february = Period::month("2020-02").value();
    BOOST_TEST(february.first.to_text() == "2020-02-01");
    BOOST_TEST(february.last.to_text() == "2020-02-29");
    BOOST_TEST(february.to_text() == "2020-02");
    for (const char* wrong : {"2020-2", "2020-13", "2020-02-01", "", "abcd-ef"})
        BOOST_TEST(!Period::month(wrong).has_value());
}

BOOST_AUTO_TEST_CASE(ids_read_back_of_days_and_months_and_platforms_with_a_dash) {
    const DivisionCode own("330200");
    for (const PairKey& of :
         {pair, PairKey{PlatformName("delta-two"), DivisionCode("110000"), Direction::resident_away}})
        for (const Period& period :
             {Period::month("2018-10").value(), Period::of_day(ClearingDay::parse("2018-10-16").value())}) {
            const auto name = period_named(period_id(of, period, own), own);
            BOOST_REQUIRE(name.has_value());
            BOOST_TEST((name->pair == of && name->period == period));
        }
    for (const char* wrong : {"", "330200-delta-310000-visitor-2018", "330100-delta-310000-visitor-2018-10",
                              "330200-310000-visitor-2018-10", "330200-delta-310000-visitor-2018-10-16-x"})
        BOOST_TEST(!period_named(wrong, own).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(a_month_is_the_sum_of_its_days) {
    const PeriodStatement month = october();
    BOOST_TEST(faults_of(month).empty());
    BOOST_TEST(month.gross().to_yuan() == "20084.03");  // 1,128.60 + 18,955.43
    BOOST_TEST((month.net() == month.gross()));
    BOOST_TEST(sum_of(month.cells()).sums.total.to_yuan() == "24811.29");
    BOOST_TEST(month.closing().to_yuan() == "20084.03");
}

BOOST_AUTO_TEST_CASE(what_does_not_add_up_is_named) {
    const auto says = [](const PeriodStatement& month, std::string_view words) {
        return std::ranges::any_of(faults_of(month),
                                   [&](const std::string& fault) { return fault.find(words) != std::string::npos; });
    };
    PeriodStatement month = october();
    month.control.lines = 3;
    BOOST_TEST(says(month, "the days have 2 lines, the books 3"));
    month = october();
    month.control.sums.cash += Money::from_fen(1);
    BOOST_TEST(says(month, "cash 4222.26"));
    month = october();
    month.days[1].trial_balance[0].debits += Money::from_fen(1);
    BOOST_TEST(says(month, "2018-10-17 does not balance"));
    month = october();
    month.days[0].state = DayState::reconciling;
    BOOST_TEST(says(month, "2018-10-16 is not agreed"));
    month = october();
    month.days[1].key.day = ClearingDay::parse("2018-11-01").value();
    BOOST_TEST(says(month, "2018-11-01 is no day of this statement"));
    month = october();
    month.days.push_back(month.days.back());
    BOOST_TEST(says(month, "2018-10-17 is not after"));
    month = october();
    month.additions = {deduction("D1", "-1.00", "2018-09-30")};
    BOOST_TEST(says(month, "D1 cleared on 2018-09-30"));
}

BOOST_AUTO_TEST_CASE(deductions_lower_the_net_whether_the_day_cleared_them_or_not) {
    PeriodStatement month = october();
    month.additions = {deduction("D1", "-100.00")};
    BOOST_TEST(month.gross().to_yuan() == "20084.03");
    BOOST_TEST(month.deductions().to_yuan() == "-100.00");
    BOOST_TEST(month.net().to_yuan() == "19984.03");
    BOOST_TEST(month.closing().to_yuan() == "19984.03");
    // The day's clearing holds it already: the net is what the days cleared, the gross what the lines would have.
    month.additions[0].in_clearing = true;
    BOOST_TEST(month.gross().to_yuan() == "20184.03");
    BOOST_TEST(month.net().to_yuan() == "20084.03");
    BOOST_TEST(month.closing().to_yuan() == "20084.03");
}

BOOST_AUTO_TEST_CASE(what_is_open_at_the_months_end_is_carried_and_what_was_resolved_is_not) {
    PeriodStatement month = october();
    month.days.push_back(day("2018-10-18", {}));
    month.days[0].left_out = {{key("late"), "in doubt", yuan("1.00")},
                              {key("gone"), "in doubt", yuan("2.00")},
                              {key("open"), "in doubt", yuan("3.00")},
                              {key("disputed"), "disputed", yuan("4.00")},
                              {key("settled"), "disputed", yuan("5.00")}};
    month.days[1].left_out = {{key("open"), "in doubt", yuan("3.00")}};
    month.days[1].late = {{key("late"), month.days[0].key.day}};
    month.days[2].left_out = {{key("open"), "reversing", yuan("3.00")}};
    month.days[2].late = {{key("settled"), month.days[0].key.day}};
    const auto carried = month.carried_out();
    BOOST_REQUIRE(carried.size() == 2);
    BOOST_TEST((carried[0].key == key("disputed")));
    BOOST_TEST((carried[1].key == key("open")));
    BOOST_TEST(carried[1].reason == "reversing");
    BOOST_TEST(carried[1].named_on.to_text() == "2018-10-18");
}

BOOST_AUTO_TEST_CASE(two_revisions_differ_in_exactly_what_changed) {
    const PeriodStatement before = october();
    BOOST_TEST(changes_between(facts_of(before), facts_of(before)).empty());
    PeriodStatement after = before;
    after.additions = {deduction("D1", "-100.00")};
    const auto changes = changes_between(facts_of(before), facts_of(after));
    const std::vector<StatementChange> expected{
        {"deduction D1 310 outpatient hifp", "", "-100.00 on 2018-10-17: 超限用药, A"},
        {"deductions", "0.00", "-100.00"},
        {"net", "20084.03", "19984.03"}};
    BOOST_TEST((changes == expected));
    const auto back = changes_between(facts_of(after), facts_of(before));
    BOOST_REQUIRE(back.size() == 3);
    BOOST_TEST(back[0].after.empty());
}

BOOST_AUTO_TEST_CASE(another_opening_balance_is_a_change) {
    const PeriodStatement before = october();
    PeriodStatement after = before;
    after.opening += yuan("10.00");
    const std::vector<StatementChange> expected{{"opening", before.opening.to_yuan(), after.opening.to_yuan()}};
    BOOST_TEST((changes_between(facts_of(before), facts_of(after)) == expected));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
