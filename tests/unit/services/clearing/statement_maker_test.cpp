// The agreement of a day is made purely: what clears, what is left out, what comes late.
#include "gateway/services/clearing/statement_maker.hpp"

#include "tests/unit/domain/splits.hpp"

#include <map>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const ClearingFormula everything{"DEFAULT", {clearable_components.begin(), clearable_components.end()}};
const ClearingFormula fund_only{"FUND-ONLY", {Component::hifp}};
const ClearingDay day16 = ClearingDay::parse("2018-10-16").value();
const ClearingDay day15 = ClearingDay::parse("2018-10-15").value();

SettlementKey key(std::string id) {
    return {DivisionCode("330200"), SettlementId(std::move(id))};
}

DayLine line(std::string id, const PaymentSplit& split, ClearingDay assigned = day16) {
    DayLine made;
    made.key = key(std::move(id));
    made.sign = split.total.is_negative() ? -1 : 1;
    made.insurance_type = InsuranceType("310");
    made.split = split;
    made.assigned_day = assigned;
    return made;
}

statements::DayResult day_of(const std::vector<DayLine>& lines, Direction direction = Direction::visitor) {
    statements::DayResult result;
    result.key = {PlatformName("delta"), DivisionCode("310000"), direction, day16};
    result.sums.cleared = sums_of(lines);
    result.formulas = {{day15, everything}, {day16, everything}};
    result.own_region = DivisionCode("330200");
    std::map<std::pair<Account, Component>, BalanceLine> sums;
    for (const DayLine& each : lines)
        for (const Transfer& t : postings_of_booking(direction, each.split, everything)) {
            sums.try_emplace({t.debit, t.component}, t.debit, t.component).first->second.debits += t.amount;
            sums.try_emplace({t.credit, t.component}, t.credit, t.component).first->second.credits += t.amount;
        }
    for (const auto& [account, balance] : sums)
        result.posted.push_back(balance);
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(statement_maker)

BOOST_AUTO_TEST_CASE(a_cancel_under_an_earlier_agreement_clears_by_it_and_the_statement_balances) {
    DayLine cancel = line("C", zhang_corrected().negated());
    cancel.original_day = day15;
    auto result = day_of({cancel});  // posted by the agreement of its original's day, account and all
    result.formulas[day16] = fund_only;
    const auto agreement = statements::make_agreement(result);
    BOOST_TEST(agreement.statement.receivable_or_payable().to_yuan() == "-1128.60");
    BOOST_TEST(agreement.statement.by_earlier_agreements.to_yuan() == "-2.00");
    BOOST_TEST(agreement.statement.balances());
    Statement silent = agreement.statement;
    silent.by_earlier_agreements = {};
    BOOST_TEST(!silent.balances());
}

BOOST_AUTO_TEST_CASE(a_late_line_clears_by_the_agreement_of_the_day_it_was_assigned_to) {
    const auto cells = [](const ports::DayAgreement& agreement) {
        std::map<Component, std::string> amounts;
        for (const StatementCell& cell : agreement.cells)
            amounts[cell.component] = cell.amount.to_yuan();
        return amounts;
    };
    using Amounts = std::map<Component, std::string>;
    auto result = day_of({line("L", zhang_corrected(), day15)});
    result.formulas[day16] = fund_only;
    const auto dropped = statements::make_agreement(result);
    BOOST_TEST((cells(dropped) == Amounts{{Component::hifp, "1126.60"}, {Component::acct, "2.00"}}));
    BOOST_TEST(dropped.statement.formula.id == "FUND-ONLY");
    BOOST_TEST(dropped.statement.by_earlier_agreements.to_yuan() == "2.00");
    BOOST_TEST(dropped.statement.balances());
    result.formulas = {{day15, fund_only}, {day16, everything}};
    const auto added = statements::make_agreement(result);
    BOOST_TEST((cells(added) == Amounts{{Component::hifp, "1126.60"}}));
    BOOST_TEST(added.statement.by_earlier_agreements.to_yuan() == "-2.00");
    BOOST_TEST(added.statement.balances());
}

BOOST_AUTO_TEST_CASE(a_late_line_and_its_cancel_beside_it_are_nothing_whatever_the_agreement_since) {
    DayLine cancel = line("C", zhang_corrected().negated());
    cancel.original_day = day15;
    auto result = day_of({line("L", zhang_corrected(), day15), cancel});
    result.formulas[day16] = fund_only;
    const auto agreement = statements::make_agreement(result);
    BOOST_TEST(agreement.cells.empty());
    BOOST_TEST(agreement.statement.balances());
}

BOOST_AUTO_TEST_CASE(a_disputed_late_line_is_named_with_what_its_agreement_clears) {
    auto result = day_of({});
    result.sums.left_out = {line("L", zhang_corrected(), day15)};
    result.disputed = {key("L")};
    result.formulas[day16] = fund_only;
    const auto statement = statements::make_agreement(result).statement;
    BOOST_REQUIRE(statement.left_out.size() == 1);
    BOOST_TEST(statement.left_out[0].amount.to_yuan() == "1128.60");
}

BOOST_AUTO_TEST_CASE(a_negative_day_clears_the_other_way_round) {
    const auto agreement = statements::make_agreement(day_of({line("C", zhang_corrected().negated())}));
    BOOST_TEST(agreement.statement.receivable_or_payable().to_yuan() == "-1128.60");
    BOOST_REQUIRE(agreement.transfers_per_cell.size() == 2);
    BOOST_TEST(
        (agreement.transfers_per_cell[0] == Transfer{Account::r1, Account::r2, Component::hifp, yuan("1126.60")}));
    BOOST_TEST(agreement.statement.balances());
    BOOST_TEST(agreement.statement.cells[0].cancels == 1);
}

BOOST_AUTO_TEST_CASE(transfers_stand_beside_their_cells) {
    auto other = line("B", published_2207());
    other.insurance_type = InsuranceType("390");
    const auto agreement = statements::make_agreement(day_of({line("A", zhang_corrected()), other}));
    BOOST_REQUIRE(agreement.cells.size() == agreement.transfers_per_cell.size());
    for (std::size_t i = 0; i < agreement.cells.size(); ++i) {
        BOOST_TEST((agreement.cells[i].component == agreement.transfers_per_cell[i].component));
        BOOST_TEST((agreement.cells[i].amount == agreement.transfers_per_cell[i].amount));
    }
}

BOOST_AUTO_TEST_CASE(disputed_and_carried_lines_are_left_out_with_their_reason_and_amount) {
    auto result = day_of({line("A", zhang_corrected())});
    result.sums.left_out = {line("B", zhang_corrected())};
    result.disputed = {key("B"), key("missing here")};
    result.sums.carried = {{SettlementNo(7), key("X"), SettlementState::in_doubt, day16, yuan("100.00")},
                           {SettlementNo(8), key("Y"), SettlementState::reversing, std::nullopt, yuan("5.00")}};
    const auto agreement = statements::make_agreement(result);
    BOOST_TEST((agreement.day.state == DayState::agreed_with_carried_lines));
    BOOST_TEST((agreement.carried == std::vector{key("X"), key("Y")}));
    BOOST_TEST((agreement.left_out == std::vector{key("B"), key("missing here")}));
    const auto& left_out = agreement.statement.left_out;
    BOOST_REQUIRE(left_out.size() == 3);
    BOOST_TEST(left_out[0].reason == "in doubt");
    BOOST_TEST(left_out[0].amount.to_yuan() == "100.00");
    BOOST_TEST(left_out[1].reason == "reversing");
    BOOST_TEST(left_out[2].reason == "disputed");
    BOOST_TEST(left_out[2].amount.to_yuan() == "1128.60");
    BOOST_TEST(agreement.statement.receivable_or_payable().to_yuan() == "1128.60");
    BOOST_TEST(agreement.statement.balances());
}

BOOST_AUTO_TEST_CASE(late_lines_clear_today_and_say_where_they_come_from) {
    auto result = day_of({line("A", zhang_corrected()), line("L", published_2207(), day15)});
    result.sums.late = {{key("L"), day15}};
    const auto statement = statements::make_agreement(result).statement;
    BOOST_REQUIRE(statement.late.size() == 1);
    BOOST_TEST((statement.late[0].key == key("L")));
    BOOST_TEST((statement.late[0].assigned_day == day15));
    BOOST_TEST(statement.receivable_or_payable().to_yuan() == "1133.12");
    BOOST_TEST((statement.state == DayState::agreed));
}

BOOST_AUTO_TEST_CASE(a_component_outside_the_formula_does_not_clear) {
    auto result = day_of({});
    result.sums.cleared = sums_of({line("A", zhang_corrected())});
    result.formulas[day16] = fund_only;
    const auto statement = statements::make_agreement(result).statement;
    BOOST_TEST(statement.receivable_or_payable().to_yuan() == "1126.60");
    BOOST_TEST(statement.clearing.size() == 1);
}

BOOST_AUTO_TEST_CASE(the_payable_of_a_resident_goes_from_p1_to_p2) {
    const auto agreement = statements::make_agreement(day_of({line("A", zhang_corrected())}, Direction::resident_away));
    BOOST_TEST(
        (agreement.transfers_per_cell[0] == Transfer{Account::p1, Account::p2, Component::hifp, yuan("1126.60")}));
    BOOST_TEST(agreement.statement.balances());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
