#include "adapters/national_format/outcome.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace clearing::national_format {

namespace {

constexpr std::size_t longest_detail = 300;
constexpr std::size_t number_of_a_person = 8;  ///< shorter runs of digits are codes and amounts

void replace_all(std::string& text, const std::string& what) {
    if (what.size() < 2) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        text.replace(at, what.size(), "*");
}

void cut_trace(std::string& text) {
    const std::size_t open = text.rfind('(');
    if (open != std::string::npos && text.ends_with(')') && text.find('@', open) != std::string::npos)
        text.resize(open);
}

bool is_of_a_number(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Replaces every word of letters and digits that has many digits.
std::string without_numbers(const std::string& text) {
    std::string clean;
    for (auto at = text.begin(); at != text.end();) {
        const auto end = std::find_if_not(at, text.end(), is_of_a_number);
        if (end == at) {
            clean += *at++;
            continue;
        }
        const auto digits = std::count_if(at, end, [](char c) { return c >= '0' && c <= '9'; });
        if (digits >= static_cast<std::ptrdiff_t>(number_of_a_person))
            clean += '*';
        else
            clean.append(at, end);
        at = end;
    }
    return clean;
}

void shorten(std::string& text) {
    if (text.size() <= longest_detail) return;
    std::size_t end = longest_detail;
    while (end > 0 && (text[end] & 0xC0) == 0x80)
        --end;  // not in the middle of a character
    text.resize(end);
}

ErrorCode representative(ErrorClass error_class) {
    switch (error_class) {
        case ErrorClass::refused:
            return ErrorCode::refused_by_insured_side;
        case ErrorClass::unavailable:
            return ErrorCode::peer_unavailable;
        case ErrorClass::in_doubt:
            return ErrorCode::in_doubt;
    }
    return ErrorCode::in_doubt;
}

}  // namespace

std::string cleaned(std::string text, const std::vector<std::string>& private_words) {
    for (const std::string& word : private_words)
        replace_all(text, word);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.pop_back();
    cut_trace(text);
    text = without_numbers(text);
    shorten(text);
    return text;
}

namespace {

/// "[GW1505] text" → "text": the code goes its own way.
std::string without_code(const std::string& text) {
    if (!class_of_text(text)) return text;
    const std::size_t end = text.find(' ');
    return end == std::string::npos ? std::string() : text.substr(end + 1);
}

}  // namespace

bool hides_an_outcome(const ResponseEnvelope& answer, unsigned status) {
    if (answer.code == 0 || class_of_text(answer.error_text)) return false;
    if (status < 200 || status > 299) return true;
    std::string text = answer.error_text;
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array<std::string_view, 5> of_silence{"超时", "timeout", "time out", "timed out", "无响应"};
    return std::ranges::any_of(of_silence, [&](std::string_view word) { return text.contains(word); });
}

Error error_of(const ResponseEnvelope& answer, const std::vector<std::string>& private_words) {
    Error error;
    error.detail = cleaned(without_code(answer.error_text), private_words);
    if (const auto code = read_code(answer.error_text))
        error.code = *code;
    else if (const auto error_class = class_of_text(answer.error_text))
        error.code = representative(*error_class);
    else
        error.code = ErrorCode::refused_by_insured_side;
    return error;
}

}  // namespace clearing::national_format
