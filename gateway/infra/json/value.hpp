#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace clearing::json {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
using Object = std::vector<Member>;  ///< in the order of the text; keys are unique

/// A number is its text: 69.6 stays "69.6", so money is never a double (DESIGN §3 rule 1).
struct Number {
    std::string text;
    bool operator==(const Number&) const = default;
};

/// A small JSON value. Copyable; no allocator tricks.
class Value {
public:
    using Variant = std::variant<std::nullptr_t, bool, Number, std::string, Array, Object>;

    Value() : data_(nullptr) {}
    Value(std::nullptr_t) : data_(nullptr) {}
    Value(bool flag) : data_(flag) {}
    Value(Number number) : data_(std::move(number)) {}
    Value(long long number) : data_(Number{std::to_string(number)}) {}
    Value(int number) : data_(Number{std::to_string(number)}) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(Array array) : data_(std::move(array)) {}
    Value(Object object) : data_(std::move(object)) {}

    bool is_null() const { return std::holds_alternative<std::nullptr_t>(data_); }
    const bool* as_bool() const { return std::get_if<bool>(&data_); }
    const Number* as_number() const { return std::get_if<Number>(&data_); }
    const std::string* as_string() const { return std::get_if<std::string>(&data_); }
    const Array* as_array() const { return std::get_if<Array>(&data_); }
    const Object* as_object() const { return std::get_if<Object>(&data_); }
    Array* as_array() { return std::get_if<Array>(&data_); }
    Object* as_object() { return std::get_if<Object>(&data_); }

    /// The member of an object; null when this is no object or has no such key.
    const Value* find(std::string_view key) const;
    /// Sets or replaces a member; turns null into an object. Precondition: null or object.
    Value& set(std::string_view key, Value value);

    bool operator==(const Value&) const = default;

private:
    Variant data_;
};

struct Limits {
    std::size_t max_bytes = 8 * 1024 * 1024;
    std::size_t max_depth = 16;
    std::size_t max_array = 20'000;  ///< elements of one array, members of one object
    std::size_t max_string = 1024 * 1024;
};

struct ParseFailure {
    enum class Kind { malformed, over_limit };
    Kind kind;
    std::string reason;  ///< with the offset; quotes nothing of the text (it may hold persons)
};

/// Strict JSON: UTF-8 without BOM trouble (a leading BOM is skipped), one value, no duplicate keys, nothing after it.
std::expected<Value, ParseFailure> parse(std::string_view text, const Limits& limits = {});

/// Compact, members in their order, numbers as their text, non-ASCII as it is.
std::string write(const Value& value);

/// Two documents that mean the same (interface/README): objects without regard to order, numbers as decimals (1.0 = 1),
/// null, "", "null", {}, [] and a missing member alike; a string that reads as a plain decimal means the number.
bool equivalent(const Value& left, const Value& right);

/// The canonical text behind "same content" (SETTLEMENT §1): members sorted, what says nothing dropped, numbers and
/// number-like strings as normalized decimals. Digests are taken over this.
std::string canonical(const Value& value);

}  // namespace clearing::json
