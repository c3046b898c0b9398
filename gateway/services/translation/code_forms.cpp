#include "gateway/services/translation/code_forms.hpp"

#include <algorithm>
#include <cstddef>

namespace clearing::translation {
namespace {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c) {
    return is_capital(c) || (c >= 'a' && c <= 'z');
}

/// In a pattern `9` is a digit, `A` a capital, `?` a capital or a digit; everything else is itself.
constexpr bool fits(char pattern, char c) {
    switch (pattern) {
        case '9':
            return is_digit(c);
        case 'A':
            return is_capital(c);
        case '?':
            return is_capital(c) || is_digit(c);
        default:
            return pattern == c;
    }
}

/// Takes the pattern off the front of the rest; false leaves the rest as it is.
bool take(std::string_view& rest, std::string_view pattern) {
    if (rest.size() < pattern.size()) return false;
    if (!std::ranges::equal(pattern, rest.substr(0, pattern.size()), fits)) return false;
    rest.remove_prefix(pattern.size());
    return true;
}

bool is_exactly(std::string_view code, std::string_view pattern) {
    return take(code, pattern) && code.empty();
}

bool has_length(std::string_view code, std::size_t least, std::size_t most) {
    return code.size() >= least && code.size() <= most;
}

/// The insurance edition 2.0: J06.900, I10.x00, with an extension A00.000x001, as a dagger with its asterisk
/// A01.000x003+G01* or A01.001+K77.0*, and the short morphology form C22.101M81600/3.
bool is_diagnosis(std::string_view code) {
    if (!take(code, "A99.999") && !take(code, "A99.x99")) return false;
    if (code.empty() || is_exactly(code, "M99999/9")) return true;
    take(code, "x999");
    return code.empty() || is_exactly(code, "+A99.9*") || is_exactly(code, "+A99*");
}

/// The procedures 2.0: 00.0100, 01.6x00, with an extension 00.6500x014, one digit longer 86.700x0013, and those of
/// Chinese medicine 17.92110 and 17.922A0.
bool is_operation(std::string_view code) {
    if (is_exactly(code, "99.999?9") || is_exactly(code, "99.999x9999")) return true;
    if (!take(code, "99.9999") && !take(code, "99.9x99")) return false;
    return code.empty() || is_exactly(code, "x999");
}

bool is_drug(std::string_view code) {
    return has_length(code, 23, 23) && (code.front() == 'X' || code.front() == 'Z') &&
           std::ranges::all_of(code, [](char c) { return fits('?', c); });
}

/// Patent drugs like western ones, or in their own shorter form; herbs T001700712.
bool is_chinese_drug(std::string_view code) {
    if (code.starts_with('T')) return has_length(code, 10, 23) && std::ranges::all_of(code.substr(1), is_digit);
    return code.starts_with('Z') && has_length(code, 20, 23) &&
           std::ranges::all_of(code, [](char c) { return fits('?', c); });
}

/// 002101010030000, or with the local item behind it: 001102000010000-110200006-a.
bool is_service(std::string_view code) {
    if (!take(code, "999999999999999")) return false;
    if (code.empty()) return true;
    const bool has_local = code.size() > 1 && code.front() == '-';
    return has_local && std::ranges::all_of(code.substr(1),
                                            [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-'; });
}

/// The 20 characters of the classification; the longer ones go on with specification and model.
bool is_consumable(std::string_view code) {
    return has_length(code, 20, 30) && code.front() == 'C' && std::ranges::all_of(code.substr(1), is_digit);
}

bool is_dictionary_code(std::string_view code) {
    return has_length(code, 1, 6) && std::ranges::all_of(code, [](char c) { return is_digit(c) || is_letter(c); });
}

}  // namespace

bool has_national_form(CodeKind kind, std::string_view code) {
    switch (kind) {
        case CodeKind::drug:
            return is_drug(code);
        case CodeKind::chinese_drug:
            return is_chinese_drug(code);
        case CodeKind::service:
            return is_service(code);
        case CodeKind::consumable:
            return is_consumable(code);
        case CodeKind::diagnosis:
            return is_diagnosis(code);
        case CodeKind::operation:
            return is_operation(code);
        case CodeKind::chronic_disease:
            return is_exactly(code, "M99999");
        case CodeKind::institution:
            return is_exactly(code, "H99999999999");
        case CodeKind::pharmacy:
            return is_exactly(code, "P99999999999");
        case CodeKind::doctor:
            return is_exactly(code, "D999999999999");
        case CodeKind::nurse:
            return is_exactly(code, "N999999999999");
        default:
            return is_dictionary_code(code);
    }
}

std::string_view national_form(CodeKind kind) {
    switch (kind) {
        case CodeKind::drug:
            return "X or Z and 22 capitals or digits";
        case CodeKind::chinese_drug:
            return "Z and 19 to 22 capitals or digits, or T and 9 to 22 digits";
        case CodeKind::service:
            return "15 digits, then nothing or a dash and the local item";
        case CodeKind::consumable:
            return "C and 19 to 29 digits";
        case CodeKind::diagnosis:
            return "like J06.900, I10.x00, A00.000x001, A01.001+K77.0*, A01.002+G01* or C22.101M81600/3";
        case CodeKind::operation:
            return "like 00.0100, 01.6x00, 00.6500x014, 86.700x0013, 17.92110 or 17.922A0";
        case CodeKind::chronic_disease:
            return "M and 5 digits";
        case CodeKind::institution:
            return "H and 11 digits";
        case CodeKind::pharmacy:
            return "P and 11 digits";
        case CodeKind::doctor:
            return "D and 12 digits";
        case CodeKind::nurse:
            return "N and 12 digits";
        default:
            return "1 to 6 letters or digits";
    }
}

}  // namespace clearing::translation
