#include "gateway/infra/export/cell_sums.hpp"
#include "gateway/infra/export/statement.hpp"

#include <fmt/format.h>

namespace clearing::exports {
namespace {

using json::Array;
using json::Member;
using json::Object;
using json::Value;

Value yuan(Money amount) {
    return amount.to_yuan();
}

template <class Items>
Value list_of(const Items& items, auto to_value) {
    Array array;
    for (const auto& item : items)
        array.push_back(to_value(item));
    return array;
}

std::string name_of_region(const DivisionCode& region, const Naming& naming) {
    return naming.region_name ? naming.region_name(region) : "";
}

Value balances_to_json(const Statement& statement) {
    Array components;
    for (const ComponentBalance& sum : component_balances(statement.trial_balance))
        components.push_back(Object{{"component", name_of(sum.component)},
                                    {"debits", yuan(sum.debits)},
                                    {"credits", yuan(sum.credits)},
                                    {"balanced", sum.debits == sum.credits}});
    return Object{{"lines", list_of(statement.trial_balance, [](const BalanceLine& line) { return to_json(line); })},
                  {"components", std::move(components)}};
}

Value clearing_to_json(const StatementCell& cell) {
    return Object{{"insurance_type", cell.insurance_type.text},
                  {"care", name_of(cell.care)},
                  {"component", name_of(cell.component)},
                  {"amount", yuan(cell.amount)}};
}

Value left_out_to_json(const LeftOutLine& line) {
    return Object{{"settlement", to_json(line.key)}, {"reason", line.reason}, {"amount", yuan(line.amount)}};
}

Value late_to_json(const LateLine& line) {
    return Object{{"settlement", to_json(line.key)}, {"assigned_day", line.assigned_day.to_text()}};
}

Value formula_to_json(const ClearingFormula& formula) {
    return Object{{"id", formula.id},
                  {"components", list_of(formula.components, [](Component c) { return Value(name_of(c)); })}};
}

}  // namespace

Value to_json(const SettlementKey& key) {
    return Object{{"treatment_division", key.treatment_division.text}, {"id", key.settlement.text}};
}

Value to_json(const PaymentSplit& split) {
    Object funds;
    for (const Fund fund : all_funds)
        funds.emplace_back(name_of(fund), yuan(split.funds[fund]));
    return Object{{"total", yuan(split.total)},
                  {"funds", std::move(funds)},
                  {"fund_total", yuan(split.fund_total)},
                  {"account", yuan(split.account)},
                  {"mutual_aid", yuan(split.mutual_aid)},
                  {"cash", yuan(split.cash)},
                  {"person_total", yuan(split.person_total)},
                  {"hospital", yuan(split.hospital)},
                  {"scope", Object{{"full_self_pay", yuan(split.scope.full_self_pay)},
                                   {"over_limit", yuan(split.scope.over_limit)},
                                   {"first_self_pay", yuan(split.scope.first_self_pay)},
                                   {"in_scope", yuan(split.scope.in_scope)}}}};
}

Value to_json(const DayCell& cell) {
    return Object{{"insurance_type", cell.insurance_type.text},
                  {"insurance", insurance_words(cell.insurance_type)},
                  {"care", name_of(cell.care)},
                  {"settlements", cell.settlements},
                  {"cancels", cell.cancels},
                  {"sums", to_json(cell.sums)}};
}

Value to_json(const Difference& difference) {
    return Object{{"kind", name_of(difference.kind)},
                  {"kind_zh", chinese(difference.kind)},
                  {"settlement", to_json(difference.settlement)},
                  {"ours", difference.ours},
                  {"theirs", difference.theirs},
                  {"note", difference.note}};
}

Value to_json(const BalanceLine& line) {
    return Object{{"account", name_of(line.account)},     {"account_zh", chinese_name_of(line.account)},
                  {"component", name_of(line.component)}, {"component_zh", chinese(line.component)},
                  {"debits", yuan(line.debits)},          {"credits", yuan(line.credits)}};
}

Object members_of(const DayKey& key, const Naming& naming) {
    const DayRegions regions = regions_of(key, naming.own_region);
    return Object{{"platform", key.platform.text},
                  {"counterparty", key.counterparty.text},
                  {"counterparty_name", name_of_region(key.counterparty, naming)},
                  {"direction", name_of(key.direction)},
                  {"direction_zh", chinese(key.direction)},
                  {"day", key.day.to_text()},
                  {"insured_region", regions.insured.text},
                  {"insured_region_name", name_of_region(regions.insured, naming)},
                  {"treatment_region", regions.treatment.text},
                  {"treatment_region_name", name_of_region(regions.treatment, naming)}};
}

Value summary_of(const Statement& statement, const Naming& naming) {
    const ClearedCell sum = sum_of(cleared_cells(statement));
    const char* cleared = statement.key.direction == Direction::visitor ? "receivable" : "payable";
    Value result = Object{{"id", statement.id}};
    for (Member& member : members_of(statement.key, naming))
        result.set(member.first, std::move(member.second));
    result.set("state", name_of(statement.state));
    result.set("state_zh", chinese(statement.state));
    result.set("formula", formula_to_json(statement.formula));
    result.set("made_at", to_local_time(statement.made_at));
    result.set("settlements", sum.cell.settlements);
    result.set("cancels", sum.cell.cancels);
    result.set("sums", to_json(sum.cell.sums));
    result.set(cleared, yuan(statement.receivable_or_payable()));
    result.set("by_earlier_agreements", yuan(statement.by_earlier_agreements));
    result.set("balances", statement.balances());
    result.set("left_out_count", static_cast<long long>(statement.left_out.size()));
    result.set("difference_count", static_cast<long long>(statement.differences.size()));
    return result;
}

Value to_json(const Statement& statement, const Naming& naming) {
    Value result = summary_of(statement, naming);
    Array cells;
    for (const ClearedCell& one : cleared_cells(statement)) {
        Value cell = to_json(one.cell);
        cell.set("cleared", yuan(one.cleared));
        cells.push_back(std::move(cell));
    }
    result.set("cells", std::move(cells));
    result.set("clearing", list_of(statement.clearing, clearing_to_json));
    result.set("trial_balance", balances_to_json(statement));
    result.set("left_out", list_of(statement.left_out, left_out_to_json));
    result.set("late", list_of(statement.late, late_to_json));
    result.set("differences", list_of(statement.differences, [](const Difference& d) { return to_json(d); }));
    return result;
}

}  // namespace clearing::exports
