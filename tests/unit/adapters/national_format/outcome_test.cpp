#include "adapters/national_format/outcome.hpp"

#include "adapters/national_format/query_answer.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::national_format;

namespace {

ErrorCode code_of(const char* text) {
    ResponseEnvelope answer;
    answer.code = -1;
    answer.error_text = text;
    return error_of(answer, {}).code;
}

bool hides(const char* text, unsigned status = 200) {
    ResponseEnvelope answer;
    answer.code = -1;
    answer.error_text = text;
    return hides_an_outcome(answer, status);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_outcome)

BOOST_AUTO_TEST_CASE(a_no_means_what_its_code_says) {
    BOOST_TEST((code_of("[GW1504] 已结算 | settled") == ErrorCode::already_settled));
    BOOST_TEST((code_of("GW2004 busy") == ErrorCode::busy));
    BOOST_TEST((code_of("[GW1999] 新码") == ErrorCode::refused_by_insured_side));
    BOOST_TEST((code_of("[GW2999] 新码") == ErrorCode::peer_unavailable));
    BOOST_TEST((code_of("[GW3999] 新码") == ErrorCode::in_doubt));
    BOOST_TEST((code_of("参保人待遇未享受") == ErrorCode::refused_by_insured_side));
    BOOST_TEST((code_of("") == ErrorCode::refused_by_insured_side));
}

BOOST_AUTO_TEST_CASE(a_no_of_somebody_between_or_of_a_silence_behind_is_nobodys_no) {
    BOOST_TEST(!hides("参保人待遇未享受"));
    BOOST_TEST(hides("参保人待遇未享受", 502));
    BOOST_TEST(hides("", 504));
    BOOST_TEST(hides("调用核心超时"));
    BOOST_TEST(hides("Read Timed Out"));
    BOOST_TEST(!hides("[GW1505] 超时", 502));  // a gateway of ours knows what it says
}

BOOST_AUTO_TEST_CASE(a_fault_of_the_middleware_is_no_answer_of_the_core) {
    for (const char* text :
         {"java.net.SocketException: Connection reset",
          "java.net.ConnectException: Connection refused (Connection refused)", "java.io.IOException: Broken pipe",
          "java.io.EOFException", "unexpected end of stream on http://10.1.1.1",
          "org.apache.http.NoHttpResponseException: core failed to respond", "504 Gateway Time-out", "502 Bad Gateway",
          "503 Service Unavailable", "网络异常，请稍后重试", "与核心通信失败", "通讯异常", "请求失败",
          "该笔交易正在处理中", "connect timed out", "调用核心服务无响应"})
        BOOST_TEST(hides(text), text);
}

BOOST_AUTO_TEST_CASE(a_business_refusal_stays_a_no) {
    for (const char* text :
         {"结算失败", "结算失败：参保人待遇未享受", "费用上传失败，医保目录未匹配", "失败", "校验失败：身份证号不符",
          "参保人已暂停参保", "该就诊记录已结算，不允许重复结算", "个人账户余额不足", "未办理异地就医备案",
          "机构未开通跨省联网结算", "审核不通过", "入院日期晚于出院日期", "operation failed", "certificate refused"})
        BOOST_TEST(!hides(text), text);
}

BOOST_AUTO_TEST_CASE(a_no_to_a_query_tells_of_the_original_or_of_the_question) {
    using State = QueryResult::State;
    const auto state = [](ErrorCode code, const char* detail = "") {
        const auto result = query_result_of(Error{code, detail, {}, {}});
        return result ? std::optional(result->state) : std::nullopt;
    };
    BOOST_TEST((state(ErrorCode::settlement_unknown) == State::unknown));
    BOOST_TEST((state(ErrorCode::message_reversed) == State::reversed));
    BOOST_TEST((state(ErrorCode::awaiting_answer) == State::in_progress));
    BOOST_TEST((state(ErrorCode::in_doubt) == State::in_progress));
    BOOST_TEST((state(ErrorCode::filing_required) == State::refused));
    BOOST_TEST((state(ErrorCode::refused_by_insured_side, "未查询到结算信息") == State::unknown));
    BOOST_TEST((state(ErrorCode::refused_by_insured_side, "系统异常") == std::nullopt));
    for (const ErrorCode code : {ErrorCode::law_g_broken, ErrorCode::already_settled, ErrorCode::clearing_day_closed,
                                 ErrorCode::prefund_exhausted, ErrorCode::not_settled, ErrorCode::already_cancelled})
        BOOST_TEST((state(code) == State::refused), stable_code(code));
    for (const ErrorCode code :
         {ErrorCode::missing_field, ErrorCode::speaker_not_allowed, ErrorCode::unknown_region,
          ErrorCode::peer_unreachable, ErrorCode::busy, ErrorCode::unknown_line, ErrorCode::visit_closed,
          ErrorCode::visit_has_settlements, ErrorCode::person_differs, ErrorCode::not_reversible,
          ErrorCode::person_unknown, ErrorCode::forbidden, ErrorCode::conflict})
        BOOST_TEST((state(code) == std::nullopt), stable_code(code));
}

BOOST_AUTO_TEST_CASE(a_no_to_a_reverse_may_be_a_result) {
    BOOST_TEST(
        (reverse_result_of(Error{ErrorCode::clearing_day_closed, {}, {}, {}}).value() == ReverseResult::day_closed));
    BOOST_TEST(
        (reverse_result_of(Error{ErrorCode::not_reversible, {}, {}, {}}).value() == ReverseResult::not_reversible));
    BOOST_TEST(
        (reverse_result_of(Error{ErrorCode::already_cancelled, {}, {}, {}}).value() == ReverseResult::not_reversible));
    BOOST_TEST((reverse_result_of(Error{ErrorCode::message_reversed, {}, {}, {}}).value() == ReverseResult::reversed));
    BOOST_TEST(!reverse_result_of(Error{ErrorCode::settlement_unknown, {}, {}, {}}).has_value());
    BOOST_TEST(!reverse_result_of(Error{ErrorCode::in_doubt, {}, {}, {}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
