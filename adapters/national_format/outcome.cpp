#include "adapters/national_format/outcome.hpp"

#include "adapters/national_format/node.hpp"
#include "gateway/domain/peer_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace clearing::national_format {

namespace {

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

namespace {

/// Of a longer text only the beginning is cleaned: what is kept of it is far shorter, and cleaning moves all that
/// follows.
constexpr std::size_t longest_cleaned = 100'000;

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
    error.detail = cleaned_peer_text(shortened(without_code(answer.error_text), longest_cleaned), private_words);
    if (const auto code = read_code(answer.error_text))
        error.code = *code;
    else if (const auto error_class = class_of_text(answer.error_text))
        error.code = representative(*error_class);
    else
        error.code = ErrorCode::refused_by_insured_side;
    return error;
}

}  // namespace clearing::national_format
