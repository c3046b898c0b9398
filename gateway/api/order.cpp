#include "gateway/api/order.hpp"

#include "gateway/api/parameters.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::api {

Result<Order> Order::read(const std::string& body, std::initializer_list<std::string_view> known) {
    Result<json::Value> value = read_order(body);
    if (!value) return fail(value.error());
    const json::Object* members = value->as_object();
    if (!members) return fail(ErrorCode::invalid_value, "the body must be an object");
    for (const auto& [name, member] : *members)
        if (std::ranges::find(known, name) == known.end())
            return fail(ErrorCode::invalid_value,
                        fmt::format("{}: the order knows only {}", name, fmt::join(known.begin(), known.end(), ", ")),
                        {std::string(name)});
    return Order(std::move(*value));
}

void Order::wrong(std::string_view name, std::string_view what) {
    faults_ += fmt::format("{}{} {}", faults_.empty() ? "" : "; ", name, what);
    fields_.emplace_back(name);
}

std::string Order::optional(std::string_view name) const {
    const json::Value* value = value_.find(name);
    return value && value->as_string() ? *value->as_string() : std::string();
}

std::string Order::text(std::string_view name) {
    std::string text = optional(name);
    if (text.empty()) wrong(name, "must be a text");
    return text;
}

Date Order::day(std::string_view name) {
    const Result<Date> day = Date::parse(optional(name));
    if (!day) wrong(name, "must be a day like 2018-10-31");
    return day.value_or(Date());
}

std::string Order::number_or_text(std::string_view name) const {
    const json::Value* value = value_.find(name);
    return value && value->as_number() ? std::string(value->as_number()->text) : optional(name);
}

Money Order::amount(std::string_view name) {
    const Result<Money> amount = Money::parse(number_or_text(name));
    if (!amount) wrong(name, "must be an amount of yuan like 1128.60");
    return amount.value_or(Money());
}

int Order::year(std::string_view name) {
    const std::optional<long long> year = whole_number(number_or_text(name));
    if (!year || *year > 9999) wrong(name, "must be a year like 2018");
    return year && *year <= 9999 ? static_cast<int>(*year) : 0;
}

Direction Order::direction(std::string_view name) {
    const std::optional<Direction> direction = direction_named(optional(name));
    if (!direction) wrong(name, "must be visitor or resident_away");
    return direction.value_or(Direction::visitor);
}

ComponentAmounts Order::components(std::string_view name) {
    ComponentAmounts amounts;
    const json::Value* value = value_.find(name);
    if (!value) return amounts;
    const json::Object* members = value->as_object();
    bool is_sound = members && !members->empty();
    for (const auto& [component_name, member] : members ? *members : json::Object()) {
        const auto component = component_named(component_name);
        const Result<Money> amount = Money::parse(member.as_string() ? *member.as_string() : std::string());
        if (component && amount)
            amounts[*component] = *amount;
        else
            is_sound = false;
    }
    if (!is_sound) wrong(name, "must be amounts by component");
    return amounts;
}

Result<void> Order::sound() const {
    if (faults_.empty()) return {};
    return fail(ErrorCode::invalid_value, faults_, fields_);
}

}  // namespace clearing::api
