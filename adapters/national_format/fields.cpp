#include "adapters/national_format/fields.hpp"

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

void write_carried(json::Value& node, std::string_view name, const Carried& carried) {
    for (const CarriedField& field : carried) {
        if (field.node != name || node.find(field.key)) continue;
        if (auto value = json::parse(field.json)) node.set(field.key, std::move(*value));
    }
}

json::Value empty_object() {
    return json::Value(json::Object{});
}

}  // namespace clearing::national_format
