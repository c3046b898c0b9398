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

/// Of a longer text only the beginning is cleaned: what is kept of it is far shorter, and cleaning moves all that
/// follows.
constexpr std::size_t longest_cleaned = 100'000;

/// "[GW1505] text" → "text": the code goes its own way.
std::string without_code(const std::string& text) {
    if (!class_of_text(text)) return text;
    const std::size_t end = text.find(' ');
    return end == std::string::npos ? std::string() : text.substr(end + 1);
}

/// Words in which a platform's own middleware tells, as a −1, that the core behind it has not answered: the core may
/// have booked (interface/README, complaints in the field: the insurer succeeded, the hospital was told a failure).
/// Taken for a no they would free the bill, and the patient would pay what is already settled. Each names a failed
/// transport or unfinished work and nothing else: a business refusal fails too (结算失败), so 失败 alone is none of
/// them. In lower case.
constexpr auto phrases_of_silence = std::to_array<std::string_view>(
    {// nobody answered in time
     "超时", "timeout", "time out", "timed out", "time-out", "无响应", "未响应", "无应答", "failed to respond",
     // the line broke, before or after the question was read
     "socketexception", "connectexception", "eofexception", "nohttpresponse", "connection reset", "connection refused",
     "connection closed", "connection abort", "broken pipe", "unexpected end of stream", "网络异常", "网络错误",
     "网络故障", "网络中断", "网络连接", "通信失败", "通信异常", "通信错误", "通信故障", "通信中断", "通讯失败",
     "通讯异常", "通讯错误", "通讯故障", "通讯中断", "连接异常", "连接失败", "连接中断", "连接被重置",
     // somebody between could not hand it on
     "请求失败", "bad gateway", "service unavailable", "服务不可用",
     // it is still being worked on
     "处理中"});

bool tells_of_silence(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::ranges::any_of(phrases_of_silence, [&](std::string_view phrase) { return text.contains(phrase); });
}

}  // namespace

bool hides_an_outcome(const ResponseEnvelope& answer, unsigned status) {
    if (answer.code == 0 || class_of_text(answer.error_text)) return false;
    return status < 200 || status > 299 || tells_of_silence(answer.error_text);
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
