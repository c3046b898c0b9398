#include "gateway/infra/postgres/json_parts.hpp"

#include <charconv>
#include <stdexcept>

namespace clearing::postgres::stored_json {
namespace {

json::Limits own_limits() {
    json::Limits limits;
    limits.max_bytes = 256UL * 1024 * 1024;
    limits.max_array = 5'000'000;
    limits.max_string = 64UL * 1024 * 1024;
    return limits;
}

}  // namespace

Value parsed(std::string_view text) {
    auto value = json::parse(text, own_limits());
    if (!value) throw std::logic_error("a stored document does not parse");
    return std::move(*value);
}

void missing(std::string_view key) {
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

std::string later_text_at(const Value& object, std::string_view key) {
    return object.find(key) ? text_at(object, key) : std::string();
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

std::string text_of(const Value& v) {
    if (!v.as_string()) missing("a text");
    return *v.as_string();
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

}  // namespace clearing::postgres::stored_json
