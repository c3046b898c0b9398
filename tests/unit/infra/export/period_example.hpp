#pragma once

#include "gateway/domain/detail_line.hpp"
#include "gateway/domain/period_statement.hpp"
#include "gateway/infra/export/words.hpp"

#include <string>
#include <vector>

namespace clearing::tests {

inline Money fen(std::int64_t amount) {
    return Money::from_fen(amount);
}

inline const ClearingFormula whole_formula{"DEFAULT", {clearable_components.begin(), clearable_components.end()}};

/// A bill of this total: 80 % fund, 5 % account, the rest cash.
inline PaymentSplit example_split(std::int64_t total) {
    PaymentSplit split;
    split.total = fen(total);
    split.funds[Fund::hifp] = fen(total / 10 * 7);
    split.funds[Fund::hifmi] = fen(total / 10);
    split.fund_total = split.funds.sum();
    split.account = fen(total / 20);
    split.cash = split.total - split.fund_total - split.account;
    split.person_total = split.account + split.cash;
    return split;
}

inline DetailLine example_line(int no, ClearingDay day) {
    DetailLine line;
    line.no = SettlementNo(no);
    line.id = SettlementId("330200SETTLEMENT" + std::to_string(no));
    line.key = {DivisionCode("330206"), line.id};
    line.insurance_type = InsuranceType(no % 3 == 0 ? "390" : "310");
    line.care = CareSetting::inpatient;
    line.med_type = "21";
    line.person_name = "汤大明";
    line.person_type = "1101";
    line.card_no = "520100199001019876";
    line.stay_number = "ZY" + std::to_string(no);
    line.admitted_at = "2017-07-12 09:00:00";
    line.discharged_at = "2017-07-22 10:00:00";
    line.settled_at = day.to_text() + " 15:00:00";
    line.treatment_division = DivisionCode("330206");
    line.insured_division = DivisionCode("520100");
    line.institution_name = "宁波市北仑区人民医院";
    line.split = example_split(1'000'000 + no * 7);
    line.assigned_day = line.cleared_day = day;
    return line;
}

inline Statement example_day(const PairKey& pair, ClearingDay date, const std::vector<DetailLine>& details) {
    std::vector<DayLine> lines;
    for (const DetailLine& detail : details) {
        DayLine line;
        line.key = detail.key;
        line.sign = detail.sign;
        line.insurance_type = detail.insurance_type;
        line.care = detail.care;
        line.split = detail.split;
        lines.push_back(std::move(line));
    }
    const bool visitor = pair.direction == Direction::visitor;
    Statement statement;
    statement.key = day_key(pair, date);
    statement.id = statement_id(statement.key, DivisionCode("330200"));
    statement.state = DayState::agreed;
    statement.formula = whole_formula;
    statement.cells = cells_of(lines);
    statement.clearing = clearing_cells(lines, whole_formula);
    std::map<Component, Money> sums;
    for (const StatementCell& cell : statement.clearing)
        sums[cell.component] += cell.amount;
    for (const auto& [component, amount] : sums) {
        statement.trial_balance.push_back({visitor ? Account::r2 : Account::b, component, amount, {}});
        statement.trial_balance.push_back({visitor ? Account::h : Account::p2, component, {}, amount});
    }
    statement.made_at = local_midnight(date.next().date) + std::chrono::minutes(30);
    return statement;
}

/// A month of two days, 40 lines and a deduction, with its lines.
struct ExampleMonth {
    PeriodStatement statement;
    std::vector<DetailLine> lines;
};
inline ExampleMonth example_month(Direction direction = Direction::visitor) {
    ExampleMonth month;
    PeriodStatement& statement = month.statement;
    statement.pair = {PlatformName("national"), DivisionCode("520100"), direction};
    statement.period = Period::month("2017-07").value();
    statement.id = period_id(statement.pair, statement.period, DivisionCode("330200"));
    statement.opening = fen(12'345);
    for (const char* date : {"2017-07-30", "2017-07-31"}) {
        const ClearingDay day = ClearingDay::parse(date).value();
        std::vector<DetailLine> lines;
        for (int i = 1; i <= 20; ++i)
            lines.push_back(example_line(static_cast<int>(month.lines.size()) + i, day));
        statement.days.push_back(example_day(statement.pair, day, lines));
        month.lines.insert(month.lines.end(), lines.begin(), lines.end());
    }
    statement.additions = {{"D-1", AdditionKind::deduction, statement.days[1].key.day, InsuranceType("310"),
                            CareSetting::inpatient, Component::hifp, fen(-70'045), "超限用药 <复核> & 扣款",
                            "330200SETTLEMENT3"}};
    statement.days[1].left_out = {{{DivisionCode("330206"), SettlementId("330200OPEN")}, "in doubt", fen(500'000)}};
    statement.carried_in = {
        {month.lines[0].key, ClearingDay::parse("2017-06-30").value(), statement.days[0].key.day, fen(850'000)}};
    statement.control.lines = 40;
    statement.control.sums = sum_of(statement.cells()).sums;
    statement.control.digest = "00ff";
    return month;
}

inline exports::Naming example_naming() {
    return {DivisionCode("330200"), [](const DivisionCode& code) {
                return std::string(code.text == "520100" ? "贵阳市" : code.text == "330200" ? "宁波市" : "");
            }};
}

}  // namespace clearing::tests
