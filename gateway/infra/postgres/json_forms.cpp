#include "gateway/infra/postgres/json_forms.hpp"

#include "gateway/infra/json/value.hpp"

#include <charconv>
#include <stdexcept>

namespace clearing::postgres {
namespace {

using json::Array;
using json::Object;
using json::Value;

json::Limits own_limits() {
    json::Limits limits;
    limits.max_bytes = 256UL * 1024 * 1024;
    limits.max_array = 5'000'000;
    limits.max_string = 64UL * 1024 * 1024;
    return limits;
}

Value parsed(std::string_view text) {
    auto value = json::parse(text, own_limits());
    if (!value) throw std::logic_error("a stored document does not parse");
    return std::move(*value);
}

[[noreturn]] void missing(std::string_view key) {
    throw std::logic_error("a stored document lacks " + std::string(key));
}

const Value& member(const Value& object, std::string_view key) {
    const Value* found = object.find(key);
    if (!found) missing(key);
    return *found;
}

std::string text_at(const Value& object, std::string_view key) {
    const std::string* text = member(object, key).as_string();
    if (!text) missing(key);
    return *text;
}

bool flag_at(const Value& object, std::string_view key) {
    const bool* flag = member(object, key).as_bool();
    if (!flag) missing(key);
    return *flag;
}

long long number_at(const Value& object, std::string_view key) {
    const json::Number* number = member(object, key).as_number();
    long long result = 0;
    if (!number ||
        std::from_chars(number->text.data(), number->text.data() + number->text.size(), result).ec != std::errc{})
        missing(key);
    return result;
}

Money money_at(const Value& object, std::string_view key) {
    return Money::from_fen(number_at(object, key));
}

Value fen(Money amount) {
    return static_cast<long long>(amount.fen());
}

template <class T, class F>
Value list(const std::vector<T>& items, F form) {
    Array array;
    for (const T& item : items)
        array.push_back(form(item));
    return array;
}

template <class F>
auto list_at(const Value& object, std::string_view key, F read) {
    const Array* array = member(object, key).as_array();
    if (!array) missing(key);
    std::vector<decltype(read(array->front()))> items;
    for (const Value& item : *array)
        items.push_back(read(item));
    return items;
}

// Each pair writes and reads one type.

Value form(const CarriedField& field) {
    return Object{{"node", field.node}, {"key", field.key}, {"json", field.json}};
}
CarriedField carried_field(const Value& v) {
    return {text_at(v, "node"), text_at(v, "key"), text_at(v, "json")};
}
Value form(const Carried& carried) {
    return list(carried, [](const CarriedField& field) { return form(field); });
}
Carried carried_at(const Value& v, std::string_view key) {
    return list_at(v, key, carried_field);
}

Value form(const Person& p) {
    return Object{{"number", p.number},
                  {"cert_type", p.cert_type},
                  {"cert_no", p.cert_no},
                  {"name", p.name},
                  {"voucher_type", p.voucher_type},
                  {"voucher_no", p.voucher_no},
                  {"card_sn", p.card_sn},
                  {"person_type", p.person_type},
                  {"gender", p.gender},
                  {"nationality", p.nationality},
                  {"birth_date", p.birth_date},
                  {"age", p.age},
                  {"civil_servant", p.civil_servant}};
}
Person person(const Value& v) {
    return {text_at(v, "number"),       text_at(v, "cert_type"),   text_at(v, "cert_no"),    text_at(v, "name"),
            text_at(v, "voucher_type"), text_at(v, "voucher_no"),  text_at(v, "card_sn"),    text_at(v, "person_type"),
            text_at(v, "gender"),       text_at(v, "nationality"), text_at(v, "birth_date"), text_at(v, "age"),
            text_at(v, "civil_servant")};
}

Value form(const TranslatedCode& c) {
    return Object{{"original_code", c.original_code},
                  {"original_name", c.original_name},
                  {"code", c.code},
                  {"name", c.name},
                  {"map_version", c.map_version},
                  {"map_row", c.map_row}};
}
TranslatedCode translated_code(const Value& v) {
    return {text_at(v, "original_code"), text_at(v, "original_name"), text_at(v, "code"),
            text_at(v, "name"),          text_at(v, "map_version"),   text_at(v, "map_row")};
}

Value form(const Diagnosis& d) {
    return Object{
        {"type", d.type}, {"rank", d.rank}, {"code", form(d.code)}, {"main", d.main}, {"carried", form(d.carried)}};
}
Diagnosis diagnosis(const Value& v) {
    return {text_at(v, "type"), static_cast<int>(number_at(v, "rank")), translated_code(member(v, "code")),
            flag_at(v, "main"), carried_at(v, "carried")};
}

Value form(const Filing& f) {
    return Object{{"type", f.type}, {"number", f.number}, {"begin_date", f.begin_date}, {"end_date", f.end_date}};
}
Filing filing(const Value& v) {
    return {text_at(v, "type"), text_at(v, "number"), text_at(v, "begin_date"), text_at(v, "end_date")};
}

Value form(const ScopeSplit& s) {
    return Object{{"full_self_pay", fen(s.full_self_pay)},
                  {"over_limit", fen(s.over_limit)},
                  {"first_self_pay", fen(s.first_self_pay)},
                  {"in_scope", fen(s.in_scope)}};
}
ScopeSplit scope_split(const Value& v) {
    return {money_at(v, "full_self_pay"), money_at(v, "over_limit"), money_at(v, "first_self_pay"),
            money_at(v, "in_scope")};
}

Value form(const FundPayment& p) {
    return Object{{"type", p.type},          {"name", p.name},
                  {"amount", fen(p.amount)}, {"in_scope", fen(p.in_scope)},
                  {"limit", p.limit},        {"process_info", p.process_info}};
}
FundPayment fund_payment(const Value& v) {
    return {text_at(v, "type"),      text_at(v, "name"),  money_at(v, "amount"),
            money_at(v, "in_scope"), text_at(v, "limit"), text_at(v, "process_info")};
}

Value form(const PaymentSplit& s) {
    Object object{{"total", fen(s.total)}};
    for (Fund fund : all_funds)
        object.emplace_back(std::string(name_of(fund)), fen(s.funds[fund]));
    const Object rest{{"fund_total", fen(s.fund_total)},
                      {"account", fen(s.account)},
                      {"mutual_aid", fen(s.mutual_aid)},
                      {"cash", fen(s.cash)},
                      {"person_total", fen(s.person_total)},
                      {"hospital", fen(s.hospital)},
                      {"scope", form(s.scope)},
                      {"payments", list(s.payments, [](const FundPayment& p) { return form(p); })}};
    object.insert(object.end(), rest.begin(), rest.end());
    return object;
}
PaymentSplit payment_split(const Value& v) {
    PaymentSplit s;
    s.total = money_at(v, "total");
    for (Fund fund : all_funds)
        s.funds[fund] = money_at(v, name_of(fund));
    s.fund_total = money_at(v, "fund_total");
    s.account = money_at(v, "account");
    s.mutual_aid = money_at(v, "mutual_aid");
    s.cash = money_at(v, "cash");
    s.person_total = money_at(v, "person_total");
    s.hospital = money_at(v, "hospital");
    s.scope = scope_split(member(v, "scope"));
    s.payments = list_at(v, "payments", fund_payment);
    return s;
}

Value form(const std::string& text) {
    return text;
}
std::string text_of(const Value& v) {
    if (!v.as_string()) missing("a text");
    return *v.as_string();
}

// The parts of a statement.

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
Value forms(const std::vector<T>& items) {
    return list(items, [](const T& item) { return form(item); });
}

}  // namespace

std::string sealed_part(const Visit& visit) {
    return json::write(Object{{"person", form(visit.person)},
                              {"stay_number", visit.stay_number},
                              {"diagnoses", forms(visit.diagnoses)},
                              {"filings", forms(visit.filings)}});
}

void read_sealed_part(std::string_view text, Visit& visit) {
    const Value v = parsed(text);
    visit.person = person(member(v, "person"));
    visit.stay_number = text_at(v, "stay_number");
    visit.diagnoses = list_at(v, "diagnoses", diagnosis);
    visit.filings = list_at(v, "filings", filing);
}

std::string sealed_part(const SettledBill& a) {
    return json::write(Object{{"settlement", a.settlement.text},
                              {"visit", a.visit.text},
                              {"medins_setl_id", a.medins_setl_id.text},
                              {"settled_at", a.settled_at},
                              {"amounts_present", forms(a.amounts_present)},
                              {"person", form(a.person)},
                              {"insurance_type", a.insurance_type.text},
                              {"med_type", a.med_type},
                              {"balance", a.balance},
                              {"deductible", a.deductible},
                              {"pool_ratio", a.pool_ratio},
                              {"clearing_way", a.clearing_way},
                              {"clearing_agency", a.clearing_agency},
                              {"quote", a.quote.text},
                              {"quote_expires_at", a.quote_expires_at},
                              {"carried", form(a.carried)}});
}

void read_sealed_part(std::string_view text, SettledBill& a) {
    const Value v = parsed(text);
    a.settlement = SettlementId(text_at(v, "settlement"));
    a.visit = VisitId(text_at(v, "visit"));
    a.medins_setl_id = MessageId(text_at(v, "medins_setl_id"));
    a.settled_at = text_at(v, "settled_at");
    a.amounts_present = list_at(v, "amounts_present", text_of);
    a.person = person(member(v, "person"));
    a.insurance_type = InsuranceType(text_at(v, "insurance_type"));
    a.med_type = text_at(v, "med_type");
    a.balance = text_at(v, "balance");
    a.deductible = text_at(v, "deductible");
    a.pool_ratio = text_at(v, "pool_ratio");
    a.clearing_way = text_at(v, "clearing_way");
    a.clearing_agency = text_at(v, "clearing_agency");
    a.quote = QuoteId(text_at(v, "quote"));
    a.quote_expires_at = text_at(v, "quote_expires_at");
    a.carried = carried_at(v, "carried");
}

std::string whole(const FeeLine& l) {
    const auto optional_split = [](const std::optional<ScopeSplit>& split) { return split ? form(*split) : Value(); };
    const auto millionths = [](Decimal value) { return Value(static_cast<long long>(value.millionths())); };
    return json::write(Object{{"id", l.id.text},
                              {"refund_of", l.refund_of.text},
                              {"bill", l.bill.text},
                              {"occurred_at", static_cast<long long>(l.occurred_at.time_since_epoch().count())},
                              {"occurred_text", l.occurred_text},
                              {"med_list_code", l.med_list_code},
                              {"institution_list_code", l.institution_list_code},
                              {"name", l.name},
                              {"list_type", l.list_type},
                              {"charge_item_type", l.charge_item_type},
                              {"charge_level", l.charge_level},
                              {"count", millionths(l.count)},
                              {"unit_price", millionths(l.unit_price)},
                              {"amount", fen(l.amount)},
                              {"price_ceiling", l.price_ceiling ? millionths(*l.price_ceiling) : Value()},
                              {"first_self_pay_ratio", millionths(l.first_self_pay_ratio)},
                              {"claimed_split", optional_split(l.claimed_split)},
                              {"split", form(l.split)},
                              {"translated", form(l.translated)},
                              {"carried", form(l.carried)}});
}

FeeLine read_fee_line(std::string_view text) {
    const Value v = parsed(text);
    const auto decimal = [&](std::string_view key) { return Decimal::from_millionths(number_at(v, key)); };
    FeeLine l;
    l.id = LineId(text_at(v, "id"));
    l.refund_of = LineId(text_at(v, "refund_of"));
    l.bill = BillNumber(text_at(v, "bill"));
    l.occurred_at = Instant(std::chrono::milliseconds(number_at(v, "occurred_at")));
    l.occurred_text = text_at(v, "occurred_text");
    l.med_list_code = text_at(v, "med_list_code");
    l.institution_list_code = text_at(v, "institution_list_code");
    l.name = text_at(v, "name");
    l.list_type = text_at(v, "list_type");
    l.charge_item_type = text_at(v, "charge_item_type");
    l.charge_level = text_at(v, "charge_level");
    l.count = decimal("count");
    l.unit_price = decimal("unit_price");
    l.amount = money_at(v, "amount");
    if (!member(v, "price_ceiling").is_null()) l.price_ceiling = decimal("price_ceiling");
    l.first_self_pay_ratio = decimal("first_self_pay_ratio");
    if (!member(v, "claimed_split").is_null()) l.claimed_split = scope_split(member(v, "claimed_split"));
    l.split = scope_split(member(v, "split"));
    l.translated = translated_code(member(v, "translated"));
    l.carried = carried_at(v, "carried");
    return l;
}

std::string whole(const PaymentSplit& split) {
    return json::write(form(split));
}
PaymentSplit read_payment_split(std::string_view text) {
    return payment_split(parsed(text));
}

std::string whole(const Statement& s) {
    return json::write(Object{{"id", s.id},
                              {"key", form(s.key)},
                              {"state", name_of(s.state)},
                              {"formula", form(s.formula)},
                              {"cells", forms(s.cells)},
                              {"clearing", forms(s.clearing)},
                              {"left_out", forms(s.left_out)},
                              {"late", forms(s.late)},
                              {"differences", forms(s.differences)},
                              {"trial_balance", forms(s.trial_balance)},
                              {"made_at", static_cast<long long>(s.made_at.time_since_epoch().count())}});
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
    s.left_out = list_at(v, "left_out", left_out_line);
    s.late = list_at(v, "late", late_line);
    s.differences = list_at(v, "differences", difference);
    s.trial_balance = list_at(v, "trial_balance", balance_line);
    s.made_at = Instant(std::chrono::milliseconds(number_at(v, "made_at")));
    return s;
}

std::string text_list(const std::vector<std::string>& texts) {
    return json::write(forms(texts));
}
std::vector<std::string> read_text_list(std::string_view text) {
    return list_at(Object{{"list", parsed(text)}}, "list", text_of);
}

std::vector<FundPayment> read_payments(std::string_view text) {
    return list_at(Object{{"list", parsed(text)}}, "list", fund_payment);
}

}  // namespace clearing::postgres
