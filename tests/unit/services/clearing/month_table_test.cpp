// The month's table is made purely, and held against its days.
#include "gateway/services/clearing/month_table.hpp"

#include "gateway/services/clearing/month_steps.hpp"
#include "tests/support/mappings.hpp"
#include "tests/unit/domain/splits.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using statements::MonthFacts;

const Month october = Month::parse("2018-10").value();
const ClearingFormula without_account{"FUNDS", {Component::hifp, Component::hifmi}};
const ClearingFormula everything{"ALL", {clearable_components.begin(), clearable_components.end()}};

ClearingDay day(const char* text) {
    return ClearingDay::parse(text).value();
}

PaymentSplit split(const char* fund, const char* account, const char* cash) {
    PaymentSplit made;
    made.funds[Fund::hifp] = made.fund_total = Money::parse(fund).value();
    made.account = Money::parse(account).value();
    made.cash = Money::parse(cash).value();
    made.person_total = made.account + made.cash;
    made.total = made.fund_total + made.person_total;
    return made;
}

MonthGroup group(const char* insurance_type, const PaymentSplit& sums, std::optional<ClearingDay> cleared,
                 bool in_month = true, long long settlements = 1, long long cancels = 0) {
    MonthGroup made;
    made.insurance_type = InsuranceType(insurance_type);
    made.settled_in_month = in_month;
    made.cleared_day = cleared;
    made.agreement_day = cleared.value_or(ClearingDay{october.first});
    made.lines = {made.insurance_type, CareSetting{}, settlements, cancels, sums};
    return made;
}

/// The statement of a day that cleared this.
Statement statement(const char* of, const char* insurance_type, const PaymentSplit& sums, long long settlements = 1,
                    long long cancels = 0, const ClearingFormula& formula = everything) {
    Statement made;
    made.key.day = day(of);
    made.cells = {{InsuranceType(insurance_type), CareSetting{}, settlements, cancels, sums}};
    for (const Component component : formula.components)
        if (const Money amount = amount_of(sums, component); !amount.is_zero())
            made.clearing.push_back({InsuranceType(insurance_type), CareSetting{}, component, amount});
    return made;
}

MonthFacts facts(std::vector<MonthGroup> groups, std::vector<Statement> days) {
    MonthFacts made;
    made.key = {PlatformName("national"), DivisionCode("520000"), Direction::visitor, october};
    made.groups = std::move(groups);
    made.days = std::move(days);
    return made;
}

Result<ClearingFormula> all_of_it(Date) {
    return everything;
}

std::vector<std::string> figures(const MonthFacts& facts) {
    std::vector<std::string> named;
    for (const MonthDifference& one : statements::check_month_table(facts, all_of_it).value())
        named.push_back(one.insurance_type.text + " " + one.figure + " " + one.by_lines + "/" + one.by_days);
    return named;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_months_table)

BOOST_AUTO_TEST_CASE(is_the_sum_of_the_days_that_cleared_its_lines) {
    const PaymentSplit first = split("70", "5", "25"), second = split("30", "0", "10");
    const MonthFacts month = facts({group("310", first, day("2018-10-16")), group("390", second, day("2018-10-17"))},
                                   {statement("2018-10-16", "310", first), statement("2018-10-17", "390", second)});
    BOOST_TEST(figures(month).empty());
    const MonthTable table = statements::make_month_table(month, all_of_it).value();
    BOOST_REQUIRE(table.rows.size() == 2U);
    BOOST_TEST(table.rows[0].insurance_type.text == "310");
    BOOST_TEST(table.rows[0].total.to_yuan() == "100.00");
    BOOST_TEST(table.rows[0].personal.to_yuan() == "30.00");
    BOOST_TEST(table.rows[0].booked.at(Component::hifp).to_yuan() == "70.00");
    BOOST_TEST(table.rows[0].booked_total().to_yuan() == "75.00");
    BOOST_TEST(table.booked_total().to_yuan() == "105.00");
    BOOST_TEST(table.days_are_agreed);
}

BOOST_AUTO_TEST_CASE(counts_by_settlement_time_and_leaves_out_of_the_days_what_belongs_to_another_month) {
    const PaymentSplit own = split("70", "5", "25"), of_september = split("9", "0", "1"),
                       of_october = split("40", "0", "2");
    PaymentSplit cleared = own;
    cleared += of_september;
    const MonthFacts month =
        facts({group("310", own, day("2018-10-16")), group("310", of_september, day("2018-10-01"), false),
               group("310", of_october, day("2018-11-01"))},
              {statement("2018-10-16", "310", cleared, 2)});
    BOOST_TEST(figures(month).empty());
    const MonthTable table = statements::make_month_table(month, all_of_it).value();
    BOOST_TEST(table.rows.front().total.to_yuan() == "142.00");
    BOOST_TEST(table.late_in == 1);
    BOOST_TEST(table.late_out == 1);
}

BOOST_AUTO_TEST_CASE(names_what_is_carried_but_does_not_count_it_as_allocated) {
    const PaymentSplit own = split("70", "5", "25");
    const MonthFacts month =
        facts({group("310", own, day("2018-10-16")), group("310", split("1", "0", "0"), std::nullopt)},
              {statement("2018-10-16", "310", own)});
    BOOST_TEST(figures(month).empty());
    const MonthTable table = statements::make_month_table(month, all_of_it).value();
    BOOST_TEST(table.rows.front().settled == 2);
    BOOST_TEST(table.rows.front().allocated == 1);
    BOOST_TEST(table.rows.front().total.to_yuan() == "100.00");
    BOOST_TEST(table.carried == 1);
}

BOOST_AUTO_TEST_CASE(a_cancel_takes_from_the_counts_and_clears_by_the_agreement_of_its_original) {
    const PaymentSplit own = split("70", "5", "25");
    MonthGroup cancel = group("310", own.negated(), day("2018-10-16"), true, 0, 1);
    cancel.agreement_day = day("2018-09-30");  // by an agreement without the account
    const statements::FormulaOfDay formula = [](Date on) -> Result<ClearingFormula> {
        return on < october.first ? without_account : everything;
    };
    Statement of_day = statement("2018-10-16", "310", PaymentSplit{}, 1, 1);
    of_day.clearing = {{InsuranceType("310"), CareSetting{}, Component::acct, Money::parse("5").value()}};
    const MonthFacts month = facts({group("310", own, day("2018-10-16")), cancel}, {of_day});
    BOOST_TEST(statements::check_month_table(month, formula).value().empty());
    const MonthTable table = statements::make_month_table(month, formula).value();
    BOOST_TEST(table.rows.front().settled == 0);
    BOOST_TEST(table.rows.front().booked_total().to_yuan() == "5.00");
}

BOOST_AUTO_TEST_CASE(a_line_that_clears_in_another_month_does_so_by_the_agreement_it_was_posted_with) {
    const PaymentSplit own = split("70", "5", "25"), late = split("9", "3", "1"), later = split("40", "6", "2");
    // September's agreement had no account; from November on there is none either.
    const statements::FormulaOfDay formula = [](Date on) -> Result<ClearingFormula> {
        return october.contains(on) ? everything : without_account;
    };
    MonthGroup of_september = group("310", late, day("2018-10-02"), false);
    of_september.agreement_day = day("2018-09-30");
    MonthGroup of_october = group("310", later, day("2018-11-01"));
    of_october.agreement_day = day("2018-10-31");
    PaymentSplit cleared = own;
    cleared += late;
    Statement of_day = statement("2018-10-16", "310", cleared, 2);
    of_day.clearing = {{InsuranceType("310"), CareSetting{}, Component::hifp, Money::parse("79").value()},
                       {InsuranceType("310"), CareSetting{}, Component::acct, Money::parse("5").value()}};
    const MonthFacts month = facts({group("310", own, day("2018-10-16")), of_september, of_october}, {of_day});
    BOOST_TEST(statements::check_month_table(month, formula).value().empty());
    const MonthTable table = statements::make_month_table(month, formula).value();
    BOOST_TEST(table.rows.front().booked.at(Component::hifp).to_yuan() == "110.00");
    BOOST_TEST(table.rows.front().booked.at(Component::acct).to_yuan() == "11.00");
}

BOOST_AUTO_TEST_CASE(every_figure_that_is_not_the_sum_is_named_and_no_other) {
    const PaymentSplit own = split("70", "5", "25");
    PaymentSplit other = own;
    other.cash += Money::from_fen(1);
    other.person_total += Money::from_fen(1);
    other.total += Money::from_fen(1);
    using Figures = std::vector<std::string>;
    BOOST_TEST((figures(facts({group("310", own, day("2018-10-16"))}, {statement("2018-10-16", "310", other)})) ==
                Figures{"310 total 100.00/100.01", "310 personal 30.00/30.01", "310 cash 25.00/25.01"}));
    BOOST_TEST((figures(facts({group("310", own, day("2018-10-16"))}, {statement("2018-10-16", "310", own, 2)})) ==
                Figures{"310 settlements 1/2"}));
    // A cell that only the days have, and one that only the lines have.
    const auto apart = figures(facts({group("310", own, day("2018-10-16"))}, {statement("2018-10-16", "390", own)}));
    BOOST_TEST(std::ranges::count(apart, "310 total 100.00/0.00") == 1);
    BOOST_TEST(std::ranges::count(apart, "390 total 0.00/100.00") == 1);
    BOOST_TEST(std::ranges::count(apart, "390 hifp 0.00/70.00") == 1);
}

BOOST_AUTO_TEST_CASE(without_an_agreement_there_is_no_table) {
    const statements::FormulaOfDay none = [](Date) -> Result<ClearingFormula> {
        return fail(ErrorCode::not_loaded, "no agreement");
    };
    const MonthFacts month = facts({group("310", split("1", "0", "0"), day("2018-10-16"))}, {});
    BOOST_TEST((statements::make_month_table(month, none).error().code == ErrorCode::not_loaded));
    BOOST_TEST((statements::check_month_table(month, none).error().code == ErrorCode::not_loaded));
}

BOOST_AUTO_TEST_CASE(a_month_has_a_first_and_a_last_day) {
    BOOST_TEST(october.last().to_text() == "2018-10-31");
    BOOST_TEST(Month::parse("2020-02").value().last().to_text() == "2020-02-29");
    BOOST_TEST(Month::parse("2018-12").value().next().to_text() == "2019-01");
    BOOST_TEST((Month::of(Date::parse("2018-10-16").value()) == october));
    for (const char* wrong : {"2018", "2018-1", "2018-13", "2018-10-01", ""})
        BOOST_TEST(!Month::parse(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(steps_of_a_month)

std::shared_ptr<const calendar::Calendar> with_deadlines(const std::string& rows) {
    const std::string names = "name\tvalid_from\tvalid_to\tcounts_from\trule\tsource\treviewed_by\n";
    return calendar::Calendar::load({mapping_text("calendar.tsv"), mapping_text("cut_offs.tsv"), names + rows}).value();
}

BOOST_AUTO_TEST_CASE(are_due_by_the_row_in_force_in_their_month) {
    using enum statements::MonthStep;
    const auto calendar = with_deadlines(
        "month_reconciled\t2017-01-01\t2018-09-30\tmonth\tday 3 of month +1\ts\tpending\n"
        "month_reconciled\t2018-10-01\t-\tmonth\tday 5 of month +1\ts\tpending\n"
        "notices_made\t2017-01-01\t-\tmonth\tlast day of month +1\ts\tpending\n"
        "year_closed\t2017-01-01\t-\tyear\tlast day of month 3 of year +1\ts\tpending\n");
    const auto due = [&](statements::MonthStep step, const char* month) {
        return statements::due_of(step, Month::parse(month).value(), *calendar).value().to_text();
    };
    BOOST_TEST(due(reconciled, "2018-09") == "2018-10-03");
    BOOST_TEST(due(reconciled, "2018-10") == "2018-11-05");
    BOOST_TEST(due(notices, "2018-01") == "2018-02-28");
    // Last year's costs are closed by the end of the first quarter, whatever month is asked about.
    BOOST_TEST(due(year_end, "2018-01") == "2019-03-31");
    BOOST_TEST(due(year_end, "2018-12") == "2019-03-31");
    BOOST_TEST((statements::due_of(tables, october, *calendar).error().code == ErrorCode::not_loaded));
    BOOST_TEST((statements::due_of(reconciled, Month::parse("2016-12").value(), *calendar).error().code ==
                ErrorCode::not_loaded));
}

BOOST_AUTO_TEST_CASE(have_a_row_each_among_the_reviewed_deadlines) {
    const auto calendar = calendar::Calendar::load({mapping_text("calendar.tsv"), mapping_text("cut_offs.tsv"),
                                                    mapping_text("deadlines.tsv")})
                              .value();
    for (const statements::MonthStep step : statements::month_steps)
        BOOST_TEST(statements::due_of(step, october, *calendar).has_value(), name_of(step));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
