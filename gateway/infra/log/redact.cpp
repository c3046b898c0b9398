#include "gateway/infra/log/redact.hpp"

#include <algorithm>

namespace clearing::log {
namespace {

constexpr std::string_view blank = "※";
constexpr std::size_t identity_length = 18;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// 6 digits of a division, a birth date of 1900 to 2099, 3 digits, a digit or X.
bool is_identity_number(std::string_view word) {
    if (word.size() != identity_length || !std::ranges::all_of(word.substr(0, identity_length - 1), is_digit))
        return false;
    const char last = word.back();
    if (!is_digit(last) && last != 'X' && last != 'x') return false;
    const std::string_view century = word.substr(6, 2);
    const std::string_view month = word.substr(10, 2);
    const std::string_view day = word.substr(12, 2);
    return (century == "19" || century == "20") && month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

/// The lead bytes of U+2E80…U+9FFF, U+F900…U+FAFF and everything beyond the basic plane. Dashes, arrows and other signs
/// of our own sentences are lower.
bool starts_chinese(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0;
    if (lead == 0xE2) return second >= 0xBA;
    if (lead == 0xEF) return second >= 0xA4 && second <= 0xAB;
    return (lead >= 0xE3 && lead <= 0xE9) || lead >= 0xF0;
}

std::size_t length_of_character(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

}  // namespace

std::string redacted(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        std::size_t taken = 0;
        if (starts_chinese(text)) {
            while (taken < text.size() && starts_chinese(text.substr(taken)))
                taken += std::min(length_of_character(text[taken]), text.size() - taken);
            result += blank;
        } else {
            taken =
                is_word(text[0]) ? static_cast<std::size_t>(std::ranges::find_if_not(text, is_word) - text.begin()) : 1;
            const std::string_view word = text.substr(0, taken);
            result += is_identity_number(word) ? blank : word;
        }
        text.remove_prefix(taken);
    }
    return result;
}

}  // namespace clearing::log
