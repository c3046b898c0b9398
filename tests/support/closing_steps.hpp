#pragma once

#include "gateway/domain/line_sums.hpp"
#include "tests/integration/postgres/example_records.hpp"
#include "tests/support/store_contract.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include <boost/test/unit_test.hpp>

/// The steps of a close, as the contracts of the day store take them.
namespace clearing::tests::closing {

using ports::DayAgreement;
using ports::DayContent;
using test::first_day;
using test::move_of;
using test::noon;
using test::second_day;
using test::third_day;
using test::visitor_record;
using State = SettlementState;

using Ids = std::vector<std::string>;

const ClearingFormula formula{"all-2018", {clearable_components.begin(), clearable_components.end()}};

inline Ids ids(const std::vector<DayLine>& lines) {
    Ids texts;
    for (const DayLine& line : lines)
        texts.push_back((line.sign > 0 ? "+" : "-") + line.key.settlement.text);
    return texts;
}
inline Ids ids(const std::vector<SettlementKey>& keys) {
    Ids texts;
    for (const SettlementKey& key : keys)
        texts.push_back(key.settlement.text);
    return texts;
}
inline Ids ids(const std::vector<ports::CarriedRecord>& records) {
    Ids texts;
    for (const auto& record : records)
        texts.push_back(record.key.settlement.text);
    return texts;
}

inline void check(const Ids& found, const Ids& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

inline DayContent content_of(StoreDesk& desk, const DayKey& key) {
    return desk.value(desk.store.days.content(key));
}

inline void switch_day(StoreDesk& desk, const DayKey& key) {
    desk.value(desk.store.days.switch_day(key, noon));
}

inline void clear(DayAgreement& agreement, const std::vector<DayLine>& lines) {
    agreement.cells = clearing_cells(lines, formula);
    agreement.transfers_per_cell.clear();
    for (const StatementCell& cell : agreement.cells)
        agreement.transfers_per_cell.push_back(
            postings_of_clearing(agreement.day.key.direction, cell.component, cell.amount).front());
}

inline DayAgreement agreement_of(StoreDesk& desk, const DayKey& key) {
    const DayContent content = content_of(desk, key);
    DayAgreement agreement;
    agreement.at = noon;
    agreement.content_revision = desk.value(desk.store.days.sums(key, {})).content_revision;
    agreement.day = {key, content.carried.empty() ? DayState::agreed : DayState::agreed_with_carried_lines, noon};
    clear(agreement, content.lines);
    for (const auto& carried : content.carried)
        agreement.carried.push_back(carried.key);
    Statement& statement = agreement.statement;
    statement.id = statement_id(key, DivisionCode("330200"));
    statement.key = key;
    statement.state = agreement.day.state;
    statement.formula = formula;
    statement.cells = cells_of(content.lines);
    statement.clearing = agreement.cells;
    statement.trial_balance = desk.value(desk.store.days.trial_balance(key));
    statement.made_at = noon;
    for (const auto& carried : content.carried)
        statement.left_out.push_back({carried.key, "in doubt", carried.claimed_total});
    for (const SettlementKey& late : content.late)
        statement.late.push_back({late, first_day});
    return agreement;
}

inline void agree(StoreDesk& desk, const DayAgreement& agreement) {
    desk.value(desk.store.days.agree(agreement));
}

inline void close_and_agree(StoreDesk& desk, const DayKey& key) {
    switch_day(desk, key);
    agree(desk, agreement_of(desk, key));
}

inline Money balance(StoreDesk& desk, const DayKey& key, Account account, Component component) {
    for (const BalanceLine& line : desk.value(desk.store.days.trial_balance(key)))
        if (line.account == account && line.component == component) return line.debits - line.credits;
    return {};
}

inline SettlementRecord doubtful(StoreDesk& desk, const std::string& name) {
    return desk.applied(move_of(desk.opened(visitor_record(name)), State::in_doubt));
}

}  // namespace clearing::tests::closing
