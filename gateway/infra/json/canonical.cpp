#include "gateway/infra/json/text.hpp"
#include "gateway/infra/json/value.hpp"

#include <algorithm>

namespace clearing::json {

namespace {

/// Absent on the wire in four shapes: missing, null, "", "null" (interface/README, envelope).
bool says_nothing(const Value& value) {
    const std::string* text = value.as_string();
    return value.is_null() || (text && (text->empty() || *text == "null"));
}

/// A string that reads as a plain decimal means the number. One with an exponent does not: "1E10" may be a code.
std::optional<std::string> decimal_of(const Value& value) {
    if (const auto* number = value.as_number()) return normalized_decimal(number->text);
    const std::string* text = value.as_string();
    if (!text || text->find_first_of("eE") != std::string::npos) return std::nullopt;
    return normalized_decimal(*text);
}

void append(std::string& out, const Value& value);

void append_object(std::string& out, const Object& object) {
    std::vector<const Member*> members;
    for (const Member& member : object)
        if (!says_nothing(member.second)) members.push_back(&member);
    std::ranges::sort(members, {}, [](const Member* member) -> const std::string& { return member->first; });
    out += '{';
    bool first = true;
    for (const Member* member : members) {
        const std::size_t before = out.size();
        if (!first) out += ',';
        append_quoted(out, member->first);
        out += ':';
        const std::size_t value_at = out.size();
        append(out, member->second);
        const std::string_view written = std::string_view(out).substr(value_at);
        if (written == "{}" || written == "[]")
            out.resize(before);  // an empty node and no node mean the same
        else
            first = false;
    }
    out += '}';
}

void append(std::string& out, const Value& value) {
    if (says_nothing(value)) {
        out += "null";
    } else if (const auto decimal = decimal_of(value)) {
        out += *decimal;
    } else if (const auto* object = value.as_object()) {
        append_object(out, *object);
    } else if (const auto* array = value.as_array()) {
        out += '[';
        for (const Value& element : *array) {
            if (&element != array->data()) out += ',';
            append(out, element);
        }
        out += ']';
    } else if (const auto* text = value.as_string()) {
        append_quoted(out, *text);
    } else {
        out += write(value);
    }
}

}  // namespace

std::string canonical(const Value& value) {
    std::string out;
    append(out, value);
    return out;
}

bool equivalent(const Value& left, const Value& right) {
    return canonical(left) == canonical(right);
}

}  // namespace clearing::json
