#include "gateway/infra/postgres/json_statement.hpp"

#include "gateway/infra/postgres/json_parts.hpp"

namespace clearing::postgres {
namespace {

using namespace stored_json;
using stored_json::form;  // the amounts join the forms below

Value form(const SettlementKey& key) {
    return Object{{"division", key.treatment_division.text}, {"id", key.settlement.text}};
}
SettlementKey settlement_key(const Value& v) {
    return {DivisionCode(text_at(v, "division")), SettlementId(text_at(v, "id"))};
}

template <class T>
T required(std::optional<T> value) {
    if (!value) missing("a known name");
    return *value;
}

CareSetting care_at(const Value& v) {
    return required(care_setting_named(text_at(v, "care")));
}
Component component_at(const Value& v, std::string_view key = "component") {
    return required(component_named(text_at(v, key)));
}
ClearingDay day_at(const Value& v, std::string_view key) {
    auto day = ClearingDay::parse(text_at(v, key));
    if (!day) missing(key);
    return *day;
}

Value form(const DayKey& key) {
    return Object{{"platform", key.platform.text},
                  {"counterparty", key.counterparty.text},
                  {"direction", name_of(key.direction)},
                  {"day", key.day.to_text()}};
}
DayKey day_key(const Value& v) {
    return {PlatformName(text_at(v, "platform")), DivisionCode(text_at(v, "counterparty")),
            required(direction_named(text_at(v, "direction"))), day_at(v, "day")};
}

Value form(Component component) {
    return name_of(component);
}
Value form(const ClearingFormula& formula) {
    return Object{{"id", formula.id}, {"components", list(formula.components, [](Component c) { return form(c); })}};
}
ClearingFormula clearing_formula(const Value& v) {
    return {text_at(v, "id"),
            list_at(v, "components", [](const Value& name) { return required(component_named(text_of(name))); })};
}

Value form(const DayCell& cell) {
    return Object{{"insurance_type", cell.insurance_type.text},
                  {"care", name_of(cell.care)},
                  {"settlements", cell.settlements},
                  {"cancels", cell.cancels},
                  {"sums", form(cell.sums)}};
}
DayCell day_cell(const Value& v) {
    return {InsuranceType(text_at(v, "insurance_type")), care_at(v), number_at(v, "settlements"),
            number_at(v, "cancels"), payment_split(member(v, "sums"))};
}

Value form(const StatementCell& cell) {
    return Object{{"insurance_type", cell.insurance_type.text},
                  {"care", name_of(cell.care)},
                  {"component", name_of(cell.component)},
                  {"amount", fen(cell.amount)}};
}
StatementCell statement_cell(const Value& v) {
    return {InsuranceType(text_at(v, "insurance_type")), care_at(v), component_at(v), money_at(v, "amount")};
}

Value form(const LeftOutLine& line) {
    return Object{{"key", form(line.key)}, {"reason", line.reason}, {"amount", fen(line.amount)}};
}
LeftOutLine left_out_line(const Value& v) {
    return {settlement_key(member(v, "key")), text_at(v, "reason"), money_at(v, "amount")};
}

Value form(const LateLine& line) {
    return Object{{"key", form(line.key)}, {"assigned_day", line.assigned_day.to_text()}};
}
LateLine late_line(const Value& v) {
    return {settlement_key(member(v, "key")), day_at(v, "assigned_day")};
}

Value form(const Difference& d) {
    return Object{{"kind", name_of(d.kind)},
                  {"settlement", form(d.settlement)},
                  {"ours", d.ours},
                  {"theirs", d.theirs},
                  {"note", d.note}};
}
Difference difference(const Value& v) {
    return {required(difference_kind_named(text_at(v, "kind"))), settlement_key(member(v, "settlement")),
            text_at(v, "ours"), text_at(v, "theirs"), text_at(v, "note")};
}

Value form(const BalanceLine& line) {
    return Object{{"account", name_of(line.account)},
                  {"component", name_of(line.component)},
                  {"debits", fen(line.debits)},
                  {"credits", fen(line.credits)}};
}
BalanceLine balance_line(const Value& v) {
    return {required(account_named(text_at(v, "account"))), component_at(v), money_at(v, "debits"),
            money_at(v, "credits")};
}

template <class T>
Value listed(const std::vector<T>& items) {
    return list(items, [](const T& item) { return form(item); });
}

}  // namespace

std::string whole(const Statement& s) {
    Object document{{"id", s.id},
                    {"key", form(s.key)},
                    {"state", name_of(s.state)},
                    {"formula", form(s.formula)},
                    {"cells", listed(s.cells)},
                    {"clearing", listed(s.clearing)},
                    {"by_earlier_agreements", fen(s.by_earlier_agreements)},
                    {"left_out", listed(s.left_out)},
                    {"late", listed(s.late)},
                    {"differences", listed(s.differences)},
                    {"trial_balance", listed(s.trial_balance)},
                    {"made_at", static_cast<long long>(s.made_at.time_since_epoch().count())}};
    if (s.adjustments) document.emplace_back("adjustments", listed(*s.adjustments));
    return json::write(std::move(document));
}

Statement read_statement(std::string_view text) {
    const Value v = parsed(text);
    Statement s;
    s.id = text_at(v, "id");
    s.key = day_key(member(v, "key"));
    s.state = required(day_state_named(text_at(v, "state")));
    s.formula = clearing_formula(member(v, "formula"));
    s.cells = list_at(v, "cells", day_cell);
    s.clearing = list_at(v, "clearing", statement_cell);
    // Statements made before a cancel could clear by another agreement do not tell it.
    if (v.find("by_earlier_agreements") != nullptr) s.by_earlier_agreements = money_at(v, "by_earlier_agreements");
    s.left_out = list_at(v, "left_out", left_out_line);
    s.late = list_at(v, "late", late_line);
    s.differences = list_at(v, "differences", difference);
    s.trial_balance = list_at(v, "trial_balance", balance_line);
    s.made_at = Instant(std::chrono::milliseconds(number_at(v, "made_at")));
    // Told only where they travel.
    if (v.find("adjustments") != nullptr) s.adjustments = list_at(v, "adjustments", statement_cell);
    return s;
}

}  // namespace clearing::postgres
