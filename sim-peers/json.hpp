#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clearing::peers {

/// A JSON value whose number is its text, so that no amount ever passes through a double.
/// The peers' own reader: it shares nothing with the gateway's, so that each checks the other.
class Json {
public:
    enum class Kind { null, boolean, number, string, array, object };
    using Member = std::pair<std::string, Json>;

    Json() = default;
    Json(bool value) : kind_(Kind::boolean), text_(value ? "true" : "false") {}
    Json(const char* value) : kind_(Kind::string), text_(value) {}
    Json(std::string value) : kind_(Kind::string), text_(std::move(value)) {}
    Json(std::string_view value) : kind_(Kind::string), text_(value) {}

    static Json number(std::string text);
    static Json number(long long value) { return number(std::to_string(value)); }
    static Json array() { return of(Kind::array); }
    static Json object() { return of(Kind::object); }

    Kind kind() const { return kind_; }
    bool is_null() const { return kind_ == Kind::null; }
    bool is_object() const { return kind_ == Kind::object; }
    bool is_array() const { return kind_ == Kind::array; }

    /// Text of a string or number, "true"/"false" of a boolean; "" of anything else and of the string "null".
    std::string text() const;
    const std::string& raw_text() const { return text_; }
    bool truth() const { return kind_ == Kind::boolean && text_ == "true"; }
    long long integer(long long otherwise = 0) const;

    /// A member of an object; a null value when this is no object or has no such member.
    const Json& operator[](std::string_view name) const;
    std::string text(std::string_view name) const { return (*this)[name].text(); }
    bool has(std::string_view name) const;
    /// Sets or replaces a member; makes an object out of a null.
    Json& set(std::string name, Json value);
    void erase(std::string_view name);

    const std::vector<Json>& items() const { return items_; }
    std::vector<Json>& items() { return items_; }
    Json& push(Json value);
    const std::vector<Member>& members() const { return members_; }

    /// Compact UTF-8.
    std::string write() const;
    /// Members sorted; null, "" and missing alike; numbers without leading or trailing noise. For "same content".
    std::string canonical() const;

    /// Error: one sentence with the byte position. Duplicate keys, trailing text and more than 64 levels are refused.
    static std::expected<Json, std::string> parse(std::string_view text);

private:
    static Json of(Kind kind);

    Kind kind_ = Kind::null;
    std::string text_;
    std::vector<Json> items_;
    std::vector<Member> members_;
};

/// Reads a file; the error names it.
std::expected<Json, std::string> read_json_file(const std::string& path);

}  // namespace clearing::peers
