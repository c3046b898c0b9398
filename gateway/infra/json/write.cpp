#include "gateway/infra/json/text.hpp"
#include "gateway/infra/json/value.hpp"

namespace clearing::json {

namespace {

void append(std::string& out, const Value& value) {
    if (const auto* text = value.as_string()) return append_quoted(out, *text);
    if (const auto* number = value.as_number()) {
        out += number->text;
    } else if (const auto* flag = value.as_bool()) {
        out += *flag ? "true" : "false";
    } else if (const auto* array = value.as_array()) {
        out += '[';
        for (const Value& element : *array) {
            if (&element != array->data()) out += ',';
            append(out, element);
        }
        out += ']';
    } else if (const auto* object = value.as_object()) {
        out += '{';
        for (const Member& member : *object) {
            if (&member != object->data()) out += ',';
            append_quoted(out, member.first);
            out += ':';
            append(out, member.second);
        }
        out += '}';
    } else {
        out += "null";
    }
}

}  // namespace

std::string write(const Value& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace clearing::json
