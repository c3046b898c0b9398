#include "adapters/national_format/node.hpp"

#include "gateway/domain/calendar.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::national_format {

namespace {

/// A bill of 20,000 rows may be wrong in as many places, each several times.
constexpr std::size_t most_others = 50;

}  // namespace

Error Faults::to_error() const {
    const auto lowest = std::ranges::min(faults_, {}, &Fault::code).code;
    Error error{.code = lowest, .detail = {}, .fields = {}, .settlement_id = {}};
    std::size_t others = 0;
    for (const Fault& fault : faults_) {
        if (fault.code == lowest)
            error.fields.push_back(fault.path);
        else if (++others <= most_others)
            error.detail +=
                fmt::format("{}{} {}", error.detail.empty() ? "also " : ", ", text_of(fault.code).name, fault.path);
    }
    if (others > most_others) error.detail += fmt::format(" … and {} more", others - most_others);
    return error;
}

bool is_absent(const json::Value& value) {
    const std::string* text = value.as_string();
    return value.is_null() || (text && (text->empty() || *text == "null"));
}

std::optional<std::string> as_text(const json::Value& value) {
    if (const auto* text = value.as_string()) return *text;
    if (const auto* number = value.as_number()) return number->text;
    return std::nullopt;
}

std::string shortened(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    std::size_t end = bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text;
}

namespace {

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// A decimal as plain text: exponents, legal in JSON, are written out.
std::optional<std::string> decimal_text(const json::Value& value) {
    if (const auto* number = value.as_number())
        return number->text.find_first_of("eE") == std::string::npos ? number->text : json::canonical(value);
    if (const auto* text = value.as_string()) return *text;
    return std::nullopt;
}

std::optional<ErrorCode> shape_fault(const FieldRule& rule, const std::string& text) {
    if (text.find('\0') != std::string::npos) return ErrorCode::invalid_value;
    if (characters(text) > rule.length) return ErrorCode::over_limit;
    if (rule.shape == Shape::time && !parse_local_time(text)) return ErrorCode::invalid_value;
    if (rule.shape == Shape::number && !Decimal::parse(text)) return ErrorCode::wrong_type;
    return std::nullopt;
}

}  // namespace

Node::Node(const json::Value* value, std::string name, std::string path, Faults& faults, bool across_regions)
    : object_(value ? value->as_object() : nullptr),
      name_(std::move(name)),
      path_(std::move(path)),
      faults_(&faults),
      across_regions_(across_regions) {}

const json::Value* Node::take(std::string_view name) {
    if (!object_) return nullptr;
    const auto found = std::ranges::find(*object_, name, &json::Member::first);
    if (found == object_->end()) return nullptr;
    taken_.insert(found->first);
    return is_absent(found->second) ? nullptr : &found->second;
}

const json::Value* Node::take_by_rule(const FieldRule& rule) {
    if (const json::Value* value = take(rule.name)) return value;
    for (const std::string_view alias : rule.aliases)
        if (!alias.empty())
            if (const json::Value* value = take(alias)) return value;
    if (is_required(rule.need)) fault(ErrorCode::missing_field, rule.name);
    return nullptr;
}

bool Node::read_text(const FieldRule& rule, std::string& into) {
    const json::Value* value = take_by_rule(rule);
    if (!value) return false;
    const auto text = rule.shape == Shape::number ? decimal_text(*value) : as_text(*value);
    const auto wrong = text ? shape_fault(rule, *text) : ErrorCode::wrong_type;
    if (wrong) {
        fault(*wrong, rule.name);
        return false;
    }
    into = *text;
    return true;
}

bool Node::read_money(const FieldRule& rule, Money& into, Sign sign) {
    const json::Value* value = take_by_rule(rule);
    if (!value) return false;
    const auto text = decimal_text(*value);
    const auto money = text ? Money::parse(*text) : fail(ErrorCode::wrong_type);
    if (!money || (sign == Sign::not_negative && money->is_negative())) {
        fault(money ? ErrorCode::negative_amount : money.error().code, rule.name);
        return false;
    }
    into = *money;
    return true;
}

bool Node::read_decimal(const FieldRule& rule, Decimal& into, Sign sign) {
    const json::Value* value = take_by_rule(rule);
    if (!value) return false;
    const auto text = decimal_text(*value);
    const auto decimal = text ? Decimal::parse(*text) : fail(ErrorCode::wrong_type);
    if (!decimal || (sign == Sign::not_negative && decimal->is_negative())) {
        fault(decimal ? ErrorCode::negative_amount : decimal.error().code, rule.name);
        return false;
    }
    into = *decimal;
    return true;
}

bool Node::read_flag(const FieldRule& rule, bool& into) {
    const json::Value* value = take_by_rule(rule);
    if (!value) return false;
    if (const bool* flag = value->as_bool()) {
        into = *flag;
        return true;
    }
    const auto text = as_text(*value);
    if (!text || (*text != "0" && *text != "1")) {
        fault(text ? ErrorCode::invalid_value : ErrorCode::wrong_type, rule.name);
        return false;
    }
    into = *text == "1";
    return true;
}

Node Node::child(std::string_view name, Need need) {
    const json::Value* value = take(name);
    if (!value && is_required(need)) fault(ErrorCode::missing_field, name);
    if (value && !value->as_object()) {
        fault(ErrorCode::wrong_type, name);
        value = nullptr;
    }
    return {value, std::string(name), path_of(name), *faults_, across_regions_};
}

std::vector<Node> Node::rows(std::string_view name, Need need) {
    std::vector<Node> rows;
    const json::Value* value = take(name);
    if (!value) {
        if (is_required(need)) fault(ErrorCode::missing_field, name);
        return rows;
    }
    if (value->as_object()) {
        rows.emplace_back(value, std::string(name), path_of(name), *faults_, across_regions_);
        return rows;
    }
    const json::Array* array = value->as_array();
    if (!array) {
        fault(ErrorCode::wrong_type, name);
        return rows;
    }
    if (array->empty() && is_required(need)) fault(ErrorCode::missing_field, name);
    for (std::size_t i = 0; i < array->size(); ++i) {
        std::string path = fmt::format("{}.{}[{}]", path_, name, i);
        if (!(*array)[i].as_object())
            faults_->add(ErrorCode::wrong_type, std::move(path));
        else
            rows.emplace_back(&(*array)[i], std::string(name), std::move(path), *faults_, across_regions_);
    }
    return rows;
}

void Node::carry_rest(Carried& into) const {
    if (!object_) return;
    for (const json::Member& member : *object_)
        if (!taken_.contains(member.first) && !is_absent(member.second))
            into.push_back({name_, member.first, json::write(member.second)});
}

}  // namespace clearing::national_format
