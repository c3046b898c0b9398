#include "adapters/yangtze_delta/reading.hpp"

#include "adapters/yangtze_delta/divisions.hpp"

#include <fmt/format.h>

namespace clearing::yangtze_delta {
namespace {

/// The wire's amounts are N(16,2): sums of a whole day stay far inside 64 bits.
constexpr std::int64_t largest_fen = 9'999'999'999'999'999;

/// The national format's longest code has 150 characters. A store's index takes 2.7 kB, of several ids together.
constexpr std::size_t longest_id = 200;

}  // namespace

Reading::Inside::Inside(Reading& reading, std::string_view node)
    : reading_(reading), length_before_(reading.path_.size()) {
    reading.path_ += node;
    reading.path_ += '.';
}

Reading::Inside::Inside(Reading& reading, std::string_view list, std::size_t index)
    : reading_(reading), length_before_(reading.path_.size()) {
    reading.path_ += fmt::format("{}[{}].", list, index);
}

Reading::Inside::~Inside() {
    reading_.path_.resize(length_before_);
}

std::string Reading::required(std::string_view name, const std::string& text) {
    if (text.empty()) missing(name);
    if (text.size() > longest_id) over_limit(name);
    return text;
}

std::string Reading::optional_day(std::string_view name, const std::string& text) {
    if (!text.empty() && !Date::parse(text)) invalid(name);
    return text;
}

std::string Reading::optional_time(std::string_view name, const std::string& text) {
    const bool shaped = text.size() == 19 && text[10] == ' ' && parse_local_time(text).has_value();
    if (!text.empty() && !shaped) invalid(name);
    return text;
}

std::string Reading::required_day(std::string_view name, const std::string& text) {
    return optional_day(name, required(name, text));
}

std::string Reading::required_time(std::string_view name, const std::string& text) {
    return optional_time(name, required(name, text));
}

ClearingDay Reading::clearing_day(std::string_view name, const std::string& text) {
    const auto day = ClearingDay::parse(required_day(name, text));
    return day ? *day : ClearingDay{};
}

DivisionCode Reading::division(std::string_view name, const std::string& text) {
    DivisionCode code(text);
    if (text.empty()) {
        missing(name);
    } else if (!is_division_code(code)) {
        invalid(name);
    }
    return code;
}

Money Reading::money(std::string_view name, std::int64_t fen) {
    const bool fits = fen <= largest_fen && fen >= -largest_fen;
    if (!fits) over_limit(name);
    return Money::from_fen(fits ? fen : 0);
}

Money Reading::not_negative(std::string_view name, std::int64_t fen) {
    if (fen < 0) note(negative_, name);
    return money(name, fen);
}

Decimal Reading::decimal(std::string_view name, const std::string& text) {
    if (text.empty()) {
        missing(name);
        return {};
    }
    const auto value = Decimal::parse(text);
    if (!value) invalid(name);
    return value ? *value : Decimal{};
}

Result<void> Reading::verdict() const {
    if (!missing_.empty()) return fail(ErrorCode::missing_field, {}, missing_);
    if (!invalid_.empty()) return fail(ErrorCode::invalid_value, {}, invalid_);
    if (!negative_.empty()) return fail(ErrorCode::negative_amount, {}, negative_);
    if (!over_limit_.empty()) return fail(ErrorCode::over_limit, {}, over_limit_);
    return {};
}

void Reading::note(std::vector<std::string>& names, std::string_view name) {
    if (names.size() < most_names) names.push_back(fmt::format("{}{}", path_, name));
}

}  // namespace clearing::yangtze_delta
