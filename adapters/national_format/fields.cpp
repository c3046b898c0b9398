#include "adapters/national_format/fields.hpp"

#include <optional>

namespace clearing::national_format {

void write_text(json::Value& node, std::string_view name, const std::string& text, Shape shape) {
    if (text.empty()) return;
    const auto decimal = shape == Shape::number ? Decimal::parse(text) : fail(ErrorCode::wrong_type);
    if (decimal)
        write_decimal(node, name, *decimal);
    else
        node.set(name, text);
}

void write_money(json::Value& node, std::string_view name, Money amount) {
    node.set(name, json::Number{amount.to_yuan()});
}

void write_decimal(json::Value& node, std::string_view name, Decimal decimal) {
    node.set(name, json::Number{decimal.to_text()});
}

MemberAdder::MemberAdder(json::Value& object) : object_(object) {
    if (const json::Object* members = object.as_object())
        for (const json::Member& member : *members)
            names_.insert(member.first);
}

void MemberAdder::add(const std::string& name, json::Value value) {
    if (!names_.insert(name).second) return;
    if (object_.is_null()) object_ = empty_object();
    object_.as_object()->emplace_back(name, std::move(value));
}

void write_carried(json::Value& node, std::string_view name, const Carried& carried) {
    std::optional<MemberAdder> members;  // most nodes carry nothing, and need no list of their names
    for (const CarriedField& field : carried) {
        if (field.node != name) continue;
        if (!members) members.emplace(node);
        if (members->has(field.key)) continue;
        if (auto value = json::parse(field.json)) members->add(field.key, std::move(*value));
    }
}

json::Value empty_object() {
    return json::Value(json::Object{});
}

}  // namespace clearing::national_format
