// A statement's own proof: debits equal credits per component, cells equal what clears.
#include "gateway/domain/statement.hpp"

#include "tests/unit/domain/splits.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

using namespace clearing::tests;

const ClearingFormula everything{"DEFAULT", {clearable_components.begin(), clearable_components.end()}};

DayLine line(std::string id, const PaymentSplit& split) {
    DayLine made;
    made.key = {DivisionCode("330200"), SettlementId(std::move(id))};
    made.insurance_type = InsuranceType("310");
    made.split = split;
    return made;
}

Statement zhang_statement() {
    const std::vector<DayLine> lines{line("A", zhang_corrected())};
    Statement statement;
    statement.formula = everything;
    statement.cells = cells_of(lines);
    statement.clearing = clearing_cells(lines, everything);
    statement.trial_balance = {{Account::r1, Component::hifp, yuan("1126.60"), yuan("1126.60")},
                               {Account::r2, Component::hifp, yuan("1126.60"), {}},
                               {Account::h, Component::hifp, {}, yuan("1126.60")},
                               {Account::r1, Component::acct, yuan("2.00"), yuan("2.00")},
                               {Account::r2, Component::acct, yuan("2.00"), {}},
                               {Account::h, Component::acct, {}, yuan("2.00")}};
    return statement;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(statement)

BOOST_AUTO_TEST_CASE(ms_zhangs_statement_balances_at_1128_60) {
    BOOST_TEST(zhang_statement().balances());
    BOOST_TEST(zhang_statement().receivable_or_payable().to_yuan() == "1128.60");
}

BOOST_AUTO_TEST_CASE(a_fen_too_much_on_one_side_does_not_balance) {
    Statement statement = zhang_statement();
    statement.trial_balance[0].debits += Money::from_fen(1);
    BOOST_TEST(!statement.balances());
}

BOOST_AUTO_TEST_CASE(balance_is_judged_per_component_and_not_in_sum) {
    Statement statement = zhang_statement();
    statement.trial_balance[0].debits += Money::from_fen(1);  // hifp
    statement.trial_balance[3].debits -= Money::from_fen(1);  // acct
    BOOST_TEST(!statement.balances());
}

BOOST_AUTO_TEST_CASE(cells_that_are_not_what_clears_do_not_balance) {
    Statement statement = zhang_statement();
    statement.clearing.pop_back();
    BOOST_TEST(!statement.balances());
}

BOOST_AUTO_TEST_CASE(clearing_cells_are_per_insurance_care_and_component_without_zeros) {
    std::vector<DayLine> lines{line("A", zhang_corrected()), line("B", published_2207())};
    lines[1].insurance_type = InsuranceType("390");
    lines.push_back(line("C", published_2304()));
    lines[2].care = CareSetting::inpatient;
    const auto cells = clearing_cells(lines, everything);
    const std::vector<StatementCell> expected{
        {InsuranceType("310"), CareSetting::outpatient, Component::hifp, yuan("1126.60")},
        {InsuranceType("310"), CareSetting::outpatient, Component::acct, yuan("2.00")},
        {InsuranceType("310"), CareSetting::inpatient, Component::hifob, yuan("18785.39")},
        {InsuranceType("310"), CareSetting::inpatient, Component::acct, yuan("170.04")},
        {InsuranceType("390"), CareSetting::outpatient, Component::acct, yuan("4.52")}};
    BOOST_TEST((cells == expected));
    const std::vector<DayLine> undone{line("A", zhang_corrected()), line("B", zhang_corrected().negated())};
    BOOST_TEST(clearing_cells(undone, everything).empty());
}

BOOST_AUTO_TEST_CASE(an_empty_statement_balances) {
    BOOST_TEST(Statement{}.balances());
    BOOST_TEST(Statement{}.receivable_or_payable().is_zero());
}

BOOST_AUTO_TEST_CASE(a_statement_is_named_by_region_platform_counterparty_direction_and_day) {
    const DayKey key{PlatformName("delta"), DivisionCode("310000"), Direction::visitor,
                     ClearingDay::parse("2018-10-16").value()};
    BOOST_TEST(statement_id(key, DivisionCode("330200")) == "330200-delta-310000-visitor-2018-10-16");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
