#include "gateway/infra/export/period_json.hpp"

#include "gateway/infra/export/statement.hpp"

namespace clearing::exports {
namespace {

using json::Array;
using json::Object;
using json::Value;

Value list_of(const auto& items, auto to_value) {
    Array array;
    for (const auto& item : items)
        array.push_back(to_value(item));
    return array;
}

Value addition_to_json(const StatementAddition& one) {
    return Object{{"id", one.id},
                  {"kind", name_of(one.kind)},
                  {"day", one.day.to_text()},
                  {"insurance_type", one.insurance_type.text},
                  {"care", name_of(one.care)},
                  {"component", name_of(one.component)},
                  {"amount", one.amount.to_yuan()},
                  {"reason", one.reason},
                  {"origin", one.origin},
                  {"in_clearing", one.in_clearing}};
}

Value carried_in_to_json(const CarriedIn& line) {
    return Object{{"settlement", to_json(line.key)},
                  {"assigned_day", line.assigned_day.to_text()},
                  {"cleared_day", line.cleared_day.to_text()},
                  {"amount", line.amount.to_yuan()}};
}

Value carried_out_to_json(const CarriedOut& line) {
    return Object{{"settlement", to_json(line.key)},
                  {"named_on", line.named_on.to_text()},
                  {"reason", line.reason},
                  {"amount", line.amount.to_yuan()}};
}

Value clearing_to_json(const StatementCell& cell) {
    return Object{{"insurance_type", cell.insurance_type.text},
                  {"care", name_of(cell.care)},
                  {"component", name_of(cell.component)},
                  {"amount", cell.amount.to_yuan()}};
}

Value day_to_json(const Statement& day) {
    const DayCell sum = sum_of(day.cells);
    return Object{{"day", day.key.day.to_text()},
                  {"statement", day.id},
                  {"state", name_of(day.state)},
                  {"settlements", sum.settlements},
                  {"cancels", sum.cancels},
                  {"total", sum.sums.total.to_yuan()},
                  {"cleared", day.receivable_or_payable().to_yuan()},
                  {"cells", list_of(day.cells, [](const DayCell& cell) { return to_json(cell); })},
                  {"clearing", list_of(day.clearing, clearing_to_json)}};
}

std::string region_name(const DivisionCode& region, const Naming& naming) {
    return naming.region_name ? naming.region_name(region) : "";
}

}  // namespace

Value to_json(const DetailLine& line) {
    const std::string card = last_four(line.card_no);
    return Object{{"id", line.id.text},
                  {"settlement", to_json(line.key)},
                  {"kind", line.sign > 0 ? "settle" : "cancel"},
                  {"original_id", line.original ? Value(line.original->text) : Value()},
                  {"insurance_type", line.insurance_type.text},
                  {"care", name_of(line.care)},
                  {"med_type", line.med_type},
                  {"person_name", masked_name(line.person_name)},
                  {"person_type", line.person_type},
                  {"card", card.empty() ? card : "****" + card},
                  {"stay_number", line.stay_number},
                  {"admitted_at", line.admitted_at},
                  {"discharged_at", line.discharged_at},
                  {"settled_at", line.settled_at},
                  {"treatment_division", line.treatment_division.text},
                  {"insured_division", line.insured_division.text},
                  {"institution_name", line.institution_name},
                  {"assigned_day", line.assigned_day.to_text()},
                  {"cleared_day", line.cleared_day.to_text()},
                  {"split", to_json(line.split)}};
}

Value to_json(const StatementRevision& revision) {
    return Object{{"statement", revision.statement.id},
                  {"number", static_cast<long long>(revision.number)},
                  {"state", revision.is_released() ? "released" : "made"},
                  {"reason", revision.reason},
                  {"net", revision.statement.net().to_yuan()},
                  {"made_by", revision.made_by},
                  {"made_at", to_local_time(revision.made_at)},
                  {"released_by", revision.is_released() ? Value(revision.released_by) : Value()},
                  {"released_at", revision.is_released() ? Value(to_local_time(*revision.released_at)) : Value()},
                  {"changes", list_of(revision.changes, [](const StatementChange& change) {
                       return Object{{"what", change.what}, {"before", change.before}, {"after", change.after}};
                   })}};
}

Value summary_of(const PeriodStatement& statement, const Naming& naming) {
    const DayCell sum = sum_of(statement.cells());
    return Object{{"id", statement.id},
                  {"platform", statement.pair.platform.text},
                  {"counterparty", statement.pair.counterparty.text},
                  {"counterparty_name", region_name(statement.pair.counterparty, naming)},
                  {"direction", name_of(statement.pair.direction)},
                  {"direction_zh", chinese(statement.pair.direction)},
                  {"period", statement.period.to_text()},
                  {"days", static_cast<long long>(statement.days.size())},
                  {"settlements", sum.settlements},
                  {"cancels", sum.cancels},
                  {"sums", to_json(sum.sums)},
                  {"gross", statement.gross().to_yuan()},
                  {"deductions", statement.deductions().to_yuan()},
                  {"adjustments", statement.adjustments().to_yuan()},
                  {"net", statement.net().to_yuan()},
                  {"carried_in_count", static_cast<long long>(statement.carried_in.size())},
                  {"carried_out_count", static_cast<long long>(statement.carried_out().size())},
                  {"control_lines", statement.control.lines},
                  {"control_digest", statement.control.digest},
                  {"made_at", to_local_time(statement.made_at())}};
}

Value to_json(const PeriodStatement& statement, const StatementRevision* revision, const Naming& naming) {
    Value result = summary_of(statement, naming);
    result.set("formulas", list_of(statement.formulas(), [](const std::string& id) { return Value(id); }));
    result.set("opening", statement.opening.to_yuan());
    result.set("closing", statement.closing().to_yuan());
    result.set("cells", list_of(statement.cells(), [](const DayCell& cell) { return to_json(cell); }));
    result.set("clearing", list_of(statement.clearing(), clearing_to_json));
    result.set("additions", list_of(statement.additions, addition_to_json));
    result.set("carried_in", list_of(statement.carried_in, carried_in_to_json));
    result.set("carried_out", list_of(statement.carried_out(), carried_out_to_json));
    result.set("by_day", list_of(statement.days, day_to_json));
    result.set("revision", revision != nullptr ? to_json(*revision) : Value());
    return result;
}

}  // namespace clearing::exports
