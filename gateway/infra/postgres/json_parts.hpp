#pragma once

#include "gateway/domain/payment_split.hpp"
#include "gateway/infra/json/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing::postgres::stored_json {

using json::Array;
using json::Object;
using json::Value;

/// What the documents in our columns are made of. Only our own stores write them, so a member that is not there or is
/// of another type throws std::logic_error.
Value parsed(std::string_view text);
[[noreturn]] void missing(std::string_view key);
const Value& member(const Value& object, std::string_view key);
std::string text_at(const Value& object, std::string_view key);
/// A member that documents of an earlier release lack: empty then.
std::string later_text_at(const Value& object, std::string_view key);
bool flag_at(const Value& object, std::string_view key);
long long number_at(const Value& object, std::string_view key);
Money money_at(const Value& object, std::string_view key);
std::string text_of(const Value& v);
Value fen(Money amount);

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

// Amounts stand in visits and statements alike. Each pair writes and reads one type.
Value form(const ScopeSplit& s);
ScopeSplit scope_split(const Value& v);
Value form(const FundPayment& p);
FundPayment fund_payment(const Value& v);
Value form(const PaymentSplit& s);
PaymentSplit payment_split(const Value& v);

}  // namespace clearing::postgres::stored_json
