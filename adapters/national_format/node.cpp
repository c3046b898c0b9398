#include "adapters/national_format/node.hpp"

#include "gateway/domain/calendar.hpp"

#include <algorithm>
#include <regex>

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

std::optional<std::string> understood_time(const std::string& text) {
    if (parse_local_time(text)) return text;
    // Matching takes stack by the length of the text, which is the peer's to choose; none of these is longer.
    constexpr std::size_t longest = 32;
    if (text.size() > longest) return std::nullopt;
    static const std::regex separated(
        R"((\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?)?)");
    static const std::regex compact(R"((\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})(?:\d{3})?)?)");
    std::smatch part;
    if (!std::regex_match(text, part, separated) && !std::regex_match(text, part, compact)) return std::nullopt;
    std::string time = fmt::format("{}-{:0>2}-{:0>2}", part[1].str(), part[2].str(), part[3].str());
    if (part[4].matched) time += fmt::format(" {:0>2}:{:0>2}:{:0>2}", part[4].str(), part[5].str(), part[6].str());
    return parse_local_time(time) ? std::optional(std::move(time)) : std::nullopt;
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

bool begins_character(char c) {
    return (c & 0xC0) != 0x80;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string first_characters(std::string text, std::size_t count) {
    std::size_t begun = 0;
    const auto is_beyond = [&](char c) { return begins_character(c) && ++begun > count; };
    text.erase(std::ranges::find_if(text, is_beyond), text.end());
    return text;
}

std::string without_blanks(const std::string& text) {
    constexpr const char* blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// "0.12345678" as "0.123456": as many places as a Decimal holds.
std::string first_places(std::string text) {
    constexpr std::size_t places = 6;
    const std::size_t point = text.find('.');
    return point == std::string::npos ? text : text.substr(0, point + 1 + places);
}

/// A decimal as plain text: exponents, legal in JSON, are written out.
std::optional<std::string> decimal_text(const json::Value& value) {
    if (const auto* number = value.as_number())
        return number->text.find_first_of("eE") == std::string::npos ? number->text : json::canonical(value);
    if (const auto* text = value.as_string()) return without_blanks(*text);
    return std::nullopt;
}

std::optional<std::string> text_of(const FieldRule& rule, const json::Value& value) {
    auto text = rule.shape == Shape::number ? decimal_text(value) : as_text(value);
    if (text && rule.shape == Shape::code) text = without_blanks(*text);
    if (!text || rule.tolerance == Tolerance::none) return text;
    if (rule.shape == Shape::time)
        if (auto time = understood_time(*text)) return time;
    return rule.tolerance == Tolerance::cut ? first_characters(std::move(*text), rule.length) : text;
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

bool Node::says_nothing() const {
    return !object_ || std::ranges::all_of(*object_, is_absent, &json::Member::second);
}

const json::Member* Node::take_member(std::string_view name) {
    if (!object_) return nullptr;
    const auto found = std::ranges::find(*object_, name, &json::Member::first);
    if (found == object_->end()) return nullptr;
    taken_.insert(found->first);
    return is_absent(found->second) ? nullptr : &*found;
}

const json::Value* Node::take(std::string_view name) {
    const json::Member* member = take_member(name);
    return member ? &member->second : nullptr;
}

const json::Member* Node::take_by_rule(const FieldRule& rule) {
    if (const json::Member* member = take_member(rule.name)) return member;
    for (const std::string_view alias : rule.aliases)
        if (!alias.empty())
            if (const json::Member* member = take_member(alias)) return member;
    if (is_required(rule.need)) fault(ErrorCode::missing_field, rule.name);
    return nullptr;
}

void Node::refuse(const FieldRule& rule, ErrorCode code, const json::Member& member) {
    if (rule.tolerance == Tolerance::none) return fault(code, rule.name);
    taken_.erase(member.first);  // as if nobody knew it: then it is carried
}

bool Node::read_text(const FieldRule& rule, std::string& into) {
    const json::Member* member = take_by_rule(rule);
    if (!member) return false;
    auto text = text_of(rule, member->second);
    if (text && text->empty()) {  // nothing but blanks
        if (is_required(rule.need)) fault(ErrorCode::missing_field, rule.name);
        return false;
    }
    const auto wrong = text ? shape_fault(rule, *text) : ErrorCode::wrong_type;
    if (wrong) {
        refuse(rule, *wrong, *member);
        return false;
    }
    into = std::move(*text);
    return true;
}

bool Node::read_money(const FieldRule& rule, Money& into, Sign sign) {
    const json::Member* member = take_by_rule(rule);
    if (!member) return false;
    const auto text = decimal_text(member->second);
    const auto money = text ? Money::parse(*text) : fail(ErrorCode::wrong_type);
    if (!money || (sign == Sign::not_negative && money->is_negative())) {
        refuse(rule, money ? ErrorCode::negative_amount : money.error().code, *member);
        return false;
    }
    into = *money;
    return true;
}

bool Node::read_decimal(const FieldRule& rule, Decimal& into, Sign sign) {
    const json::Member* member = take_by_rule(rule);
    if (!member) return false;
    auto text = decimal_text(member->second);
    if (text && rule.tolerance == Tolerance::cut) text = first_places(std::move(*text));
    const auto decimal = text ? Decimal::parse(*text) : fail(ErrorCode::wrong_type);
    if (!decimal || (sign == Sign::not_negative && decimal->is_negative())) {
        refuse(rule, decimal ? ErrorCode::negative_amount : decimal.error().code, *member);
        return false;
    }
    into = *decimal;
    return true;
}

bool Node::read_flag(const FieldRule& rule, bool& into) {
    const json::Member* member = take_by_rule(rule);
    if (!member) return false;
    if (const bool* flag = member->second.as_bool()) {
        into = *flag;
        return true;
    }
    const auto text = as_text(member->second);
    if (!text || (*text != "0" && *text != "1")) {
        refuse(rule, text ? ErrorCode::invalid_value : ErrorCode::wrong_type, *member);
        return false;
    }
    into = *text == "1";
    return true;
}

Node Node::child(std::string_view name, Need need) {
    const json::Value* value = take(name);
    if (!value && is_required(need)) fault(ErrorCode::missing_field, name);
    const json::Array* list = value ? value->as_array() : nullptr;
    if (list && list->size() == 1) value = &list->front();
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
