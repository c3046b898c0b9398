#include "gateway/infra/postgres/json_period.hpp"

#include "gateway/infra/postgres/json_parts.hpp"
#include "gateway/infra/postgres/json_statement.hpp"

namespace clearing::postgres {
namespace {

using namespace stored_json;

template <class T>
T known(std::optional<T> value, std::string_view key) {
    if (!value) missing(key);
    return *value;
}

ClearingDay day_at(const Value& v, std::string_view key) {
    const auto day = ClearingDay::parse(text_at(v, key));
    if (!day) missing(key);
    return *day;
}

Value addition_form(const StatementAddition& a) {
    return Object{{"id", a.id},
                  {"kind", name_of(a.kind)},
                  {"day", a.day.to_text()},
                  {"insurance_type", a.insurance_type.text},
                  {"care", name_of(a.care)},
                  {"component", name_of(a.component)},
                  {"amount", fen(a.amount)},
                  {"reason", a.reason},
                  {"origin", a.origin},
                  {"in_clearing", a.in_clearing}};
}
StatementAddition addition(const Value& v) {
    return {text_at(v, "id"),
            known(addition_kind_named(text_at(v, "kind")), "kind"),
            day_at(v, "day"),
            InsuranceType(text_at(v, "insurance_type")),
            known(care_setting_named(text_at(v, "care")), "care"),
            known(component_named(text_at(v, "component")), "component"),
            money_at(v, "amount"),
            text_at(v, "reason"),
            text_at(v, "origin"),
            flag_at(v, "in_clearing")};
}

Value carried_form(const CarriedIn& line) {
    return Object{{"division", line.key.treatment_division.text},
                  {"id", line.key.settlement.text},
                  {"assigned_day", line.assigned_day.to_text()},
                  {"cleared_day", line.cleared_day.to_text()},
                  {"amount", fen(line.amount)}};
}
CarriedIn carried(const Value& v) {
    return {{DivisionCode(text_at(v, "division")), SettlementId(text_at(v, "id"))},
            day_at(v, "assigned_day"),
            day_at(v, "cleared_day"),
            money_at(v, "amount")};
}

Value control_form(const ControlTotals& control) {
    return Object{{"lines", control.lines}, {"sums", form(control.sums)}, {"digest", control.digest}};
}

}  // namespace

std::string whole(const PeriodStatement& s) {
    return json::write(Object{{"id", s.id},
                              {"platform", s.pair.platform.text},
                              {"counterparty", s.pair.counterparty.text},
                              {"direction", name_of(s.pair.direction)},
                              {"first", s.period.first.to_text()},
                              {"last", s.period.last.to_text()},
                              {"days", list(s.days, [](const Statement& day) { return parsed(whole(day)); })},
                              {"additions", list(s.additions, addition_form)},
                              {"carried_in", list(s.carried_in, carried_form)},
                              {"control", control_form(s.control)},
                              {"opening", fen(s.opening)}});
}

PeriodStatement read_period_statement(std::string_view text) {
    const Value v = parsed(text);
    PeriodStatement s;
    s.id = text_at(v, "id");
    s.pair = {PlatformName(text_at(v, "platform")), DivisionCode(text_at(v, "counterparty")),
              known(direction_named(text_at(v, "direction")), "direction")};
    s.period = {day_at(v, "first").date, day_at(v, "last").date};
    s.days = list_at(v, "days", [](const Value& day) { return read_statement(json::write(day)); });
    s.additions = list_at(v, "additions", addition);
    s.carried_in = list_at(v, "carried_in", carried);
    const Value& control = member(v, "control");
    s.control = {number_at(control, "lines"), payment_split(member(control, "sums")), text_at(control, "digest")};
    s.opening = money_at(v, "opening");
    return s;
}

std::string whole(const std::vector<StatementChange>& changes) {
    return json::write(list(changes, [](const StatementChange& change) {
        return Object{{"what", change.what}, {"before", change.before}, {"after", change.after}};
    }));
}

std::vector<StatementChange> read_changes(std::string_view text) {
    const Value array = parsed(text);
    std::vector<StatementChange> changes;
    if (!array.as_array()) missing("changes");
    for (const Value& v : *array.as_array())
        changes.push_back({text_at(v, "what"), text_at(v, "before"), text_at(v, "after")});
    return changes;
}

}  // namespace clearing::postgres
