#include "gateway/infra/json/text.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace clearing::json {

namespace {

bool needs_escape(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes the digits at the front of `rest`.
std::string_view take_digits(std::string_view& rest) {
    const auto end = std::ranges::find_if_not(rest, is_digit);
    const std::string_view digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(digits.size());
    return digits;
}

struct Parts {
    bool negative = false;
    std::string_view whole, fraction;
    int exponent = 0;
};

std::optional<Parts> split_number(std::string_view text) {
    Parts parts;
    if (text.starts_with('-')) {
        parts.negative = true;
        text.remove_prefix(1);
    }
    parts.whole = take_digits(text);
    if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole.front() == '0')) return std::nullopt;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        parts.fraction = take_digits(text);
        if (parts.fraction.empty()) return std::nullopt;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+')) {
            text.remove_prefix(1);
            if (text.starts_with('-')) return std::nullopt;
        }
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), parts.exponent);
        if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
        text = {};
    }
    if (!text.empty()) return std::nullopt;
    return parts;
}

}  // namespace

// Hardly any text holds a character to escape: whole runs are appended.
void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (true) {
        const auto run = static_cast<std::size_t>(std::ranges::find_if(text, needs_escape) - text.begin());
        out.append(text.substr(0, run));
        if (run == text.size()) break;
        append_escaped(out, text[run]);
        text.remove_prefix(run + 1);
    }
    out += '"';
}

std::optional<std::string> normalized_decimal(std::string_view text) {
    constexpr int largest_exponent = 100;
    const auto parts = split_number(text);
    if (!parts || parts->exponent > largest_exponent || parts->exponent < -largest_exponent) return std::nullopt;

    std::string digits = std::string(parts->whole) + std::string(parts->fraction);
    auto point = static_cast<std::ptrdiff_t>(parts->whole.size()) + parts->exponent;
    if (point < 0) {
        digits.insert(0, static_cast<std::size_t>(-point), '0');
        point = 0;
    }
    if (point > static_cast<std::ptrdiff_t>(digits.size()))
        digits.append(static_cast<std::size_t>(point) - digits.size(), '0');

    std::string whole = digits.substr(0, static_cast<std::size_t>(point));
    std::string fraction = digits.substr(static_cast<std::size_t>(point));
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (whole.empty()) whole = "0";
    std::string result = fraction.empty() ? whole : whole + "." + fraction;
    return parts->negative && result != "0" ? "-" + result : result;
}

}  // namespace clearing::json
