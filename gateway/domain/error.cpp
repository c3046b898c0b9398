#include "gateway/domain/error.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace clearing {
namespace {

using enum ErrorCode;

// One row each, in the order of the codes. The Chinese sentence is what a hospital's screen shows.
constexpr auto list = std::to_array<ErrorText>({
    {malformed_json, "malformed_json", "报文不是合法的JSON", "The message is not valid JSON"},
    {wrong_type, "wrong_type", "字段类型错误", "A field has the wrong type"},
    {missing_field, "missing_field", "缺少必填字段", "A required field is missing"},
    {unknown_transaction, "unknown_transaction", "不支持的交易编号", "This transaction is not known here"},
    {too_many_decimals, "too_many_decimals", "金额小数位数过多", "An amount has too many decimals"},
    {negative_amount, "negative_amount", "此处金额不能为负", "An amount must not be negative here"},
    {over_limit, "over_limit", "报文超出大小、层数或行数限制", "The message exceeds a limit of size, depth or length"},
    {invalid_value, "invalid_value", "字段取值无效", "A field has an invalid value"},
    {malformed_message, "malformed_message", "报文无法解析", "The message cannot be read"},
    {unsupported_version, "unsupported_version", "协议版本不支持", "The protocol version is not supported"},
    {malformed_http, "malformed_http", "HTTP请求格式错误", "The HTTP request is malformed"},
    {different_content, "different_content", "报文ID已使用且内容不同",
     "This message id was used before with other content"},
    {message_reversed, "message_reversed", "该报文对应的交易已冲正，报文ID不能再用",
     "The transaction of this message id was reversed"},
    {local_traffic, "local_traffic", "本地参保人业务不经异地网关", "A local person's transaction does not belong here"},
    {unknown_region, "unknown_region", "参保地或就医地区划未知", "The region is not known"},
    {route_closed, "route_closed", "该日期未开通此地区的异地结算", "No route to this region is open on that date"},
    {institution_not_open, "institution_not_open", "该定点机构未对此参保地开通",
     "The institution is not open for persons of this region"},
    {unknown_institution, "unknown_institution", "定点机构未知", "The institution is not known"},
    {speaker_not_allowed, "speaker_not_allowed", "该证书无权发送此报文", "This certificate may not send this message"},
    {treatment_division_not_allowed, "treatment_division_not_allowed", "就医地不属于发送方",
     "The treatment region does not belong to the sender"},
    {unmapped_code, "unmapped_code", "编码无对照", "A code has no mapping"},
    {unknown_line, "unknown_line", "费用明细不存在", "The fee line does not exist"},
    {duplicate_line, "duplicate_line", "费用明细流水号重复", "The fee line id occurs twice"},
    {split_differs, "split_differs", "费用拆分与就医地目录计算结果不符",
     "The split differs from the treatment catalog's"},
    {refund_exceeds_original, "refund_exceeds_original", "退费超过原费用", "The refund exceeds the original line"},
    {line_already_settled, "line_already_settled", "费用明细已结算", "The fee line is already settled"},
    {law_a_broken, "law_a_broken", "总费用不等于基金、个人与医院负担之和", "Total is not fund + person + hospital"},
    {law_b_broken, "law_b_broken", "个人负担不等于账户与现金之和", "Person's part is not account + cash"},
    {law_c_broken, "law_c_broken", "总费用不等于目录拆分之和", "Total is not the sum of its scope split"},
    {law_d_broken, "law_d_broken", "基金支付总额不等于分项之和", "Fund total is not the sum of its components"},
    {law_e_broken, "law_e_broken", "基金分项明细之和不符", "The fund payments do not add up"},
    {law_f_broken, "law_f_broken", "明细金额不等于数量乘单价或拆分之和",
     "Line amount is not count × price or its split"},
    {law_g_broken, "law_g_broken", "结算总额不等于未结算明细之和", "Bill total is not the sum of its unsettled lines"},
    {cancel_amounts_differ, "cancel_amounts_differ", "撤销金额与原结算不符",
     "The cancel's amounts differ from the original"},
    {answer_unbalanced, "answer_unbalanced", "参保地应答金额不平，已冲正，未入账",
     "The insured side's answer did not balance; reversed, nothing booked"},
    {visit_unknown, "visit_unknown", "就诊登记不存在", "The visit is not registered"},
    {visit_closed, "visit_closed", "就诊已撤销或已办理出院", "The visit is cancelled or closed"},
    {bill_without_lines, "bill_without_lines", "该收费批次无未结算费用明细", "The bill has no unsettled lines"},
    {already_settled, "already_settled", "该费用已结算", "The bill is already settled"},
    {settlement_unknown, "settlement_unknown", "结算记录不存在", "The settlement is not known"},
    {not_settled, "not_settled", "原交易未结算，不能撤销", "What is not settled cannot be cancelled"},
    {already_cancelled, "already_cancelled", "该结算已撤销或正在撤销",
     "The settlement is already cancelled or being cancelled"},
    {visit_has_settlements, "visit_has_settlements", "就诊已有结算，不能撤销登记", "The visit has settlements"},
    {person_differs, "person_differs", "人员信息与登记不符", "The person differs from the registered one"},
    {filing_required, "filing_required", "未办理异地就医备案", "No filing covers this care"},
    {not_payable_by_policy, "not_payable_by_policy", "按政策基金不予支付", "Not payable by the fund under the policy"},
    {quote_superseded, "quote_superseded", "预结算结果已变化，请重新预结算", "The quote is superseded: quote again"},
    {quote_expired, "quote_expired", "预结算已过期，请重新预结算", "The quote has expired: quote again"},
    {clearing_day_closed, "clearing_day_closed", "清算日已关闭", "The clearing day is closed"},
    {not_reversible, "not_reversible", "该交易不能冲正", "The transaction cannot be reversed"},
    {day_not_over, "day_not_over", "清算日尚未结束", "The clearing day is not over"},
    {cancel_is_final, "cancel_is_final", "撤销记录不能再撤销或冲正，请重新结算",
     "A cancel is not undone itself: settle the bill again"},
    {bill_changed, "bill_changed", "撤销后费用明细已变动，撤销不能冲正",
     "The bill's lines have changed since its cancel, which cannot be reversed any more"},
    {prefund_exhausted, "prefund_exhausted", "参保地预付金额度不足，不能直接结算",
     "The insured region's prefund does not cover the bill"},
    {refused_by_insured_side, "refused_by_insured_side", "参保地拒绝", "Refused by the insured side"},
    {person_unknown, "person_unknown", "参保人不存在", "The person is not known"},
    {not_found, "not_found", "未找到", "Not found"},
    {forbidden, "forbidden", "无权操作", "Not allowed"},
    {conflict, "conflict", "状态冲突", "Conflicts with the present state"},
    {peer_unreachable, "peer_unreachable", "对方暂不可达，交易未发出，可重试",
     "The other side cannot be reached; nothing was sent, try again"},
    {too_little_time, "too_little_time", "剩余时间不足，未处理，可重试",
     "Too little time is left; nothing was done, try again"},
    {store_unavailable, "store_unavailable", "存储暂不可用，未处理，可重试",
     "The store is unavailable; nothing was done, try again"},
    {busy, "busy", "系统繁忙，未处理，请稍后重试", "Busy; nothing was done, try again later"},
    {shutting_down, "shutting_down", "系统正在停机，未处理", "Shutting down; nothing was done"},
    {not_loaded, "not_loaded", "所需目录或日历未加载", "A mapping or calendar this needs is not loaded"},
    {peer_unavailable, "peer_unavailable", "对方暂不能处理，未入账，可重试",
     "The other side is unavailable; nothing happened, try again"},
    {held_for_mapping, "held_for_mapping", "编码待人工对照，暂不能处理", "Held until a code is mapped"},
    {internal_error, "internal_error", "系统内部错误，未处理", "Internal error; nothing was done"},
    {day_not_begun, "day_not_begun", "清算日尚未开始，未处理，请稍后重试",
     "The clearing day has not begun here; nothing was done, try again"},
    {in_doubt, "in_doubt", "结算结果未知，查询前请勿按自费收取现金",
     "Outcome unknown: do not take the patient's money as self-pay before asking"},
    {awaiting_answer, "awaiting_answer", "结算处理中，查询前请勿按自费收取现金",
     "In progress: do not take the patient's money as self-pay before asking"},
    {reversing, "reversing", "正在冲正，结果确认前请勿按自费收取现金",
     "Being reversed: do not take the patient's money as self-pay before asking"},
    {cancel_in_doubt, "cancel_in_doubt", "撤销结果未知，请勿退款，先查询",
     "Outcome of the cancel unknown: do not refund before asking"},
});

/// Enough to see what is wrong; a bill of 20,000 lines has as many places where it can be.
constexpr std::size_t most_named_fields = 50;

constexpr ErrorText unknown_text{internal_error, "unknown", "未知错误", "Unknown error"};

std::optional<unsigned> read_number(std::string_view text) {
    if (text.starts_with('[')) text.remove_prefix(1);
    if (!text.starts_with("GW") || text.size() < 6) return std::nullopt;
    unsigned number = 0;
    for (char c : text.substr(2, 4)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    return number;
}

}  // namespace

ErrorClass class_of(ErrorCode code) {
    return static_cast<ErrorClass>(static_cast<unsigned>(code) / 1000);
}

std::span<const ErrorText> error_list() {
    return list;
}

const ErrorText& text_of(ErrorCode code) {
    const auto found = std::ranges::find(list, code, &ErrorText::code);
    return found == list.end() ? unknown_text : *found;
}

std::string stable_code(ErrorCode code) {
    return fmt::format("GW{:04}", static_cast<unsigned>(code));
}

std::optional<ErrorCode> read_code(std::string_view text) {
    const auto number = read_number(text);
    if (!number) return std::nullopt;
    const auto code = static_cast<ErrorCode>(*number);
    if (std::ranges::find(list, code, &ErrorText::code) == list.end()) return std::nullopt;
    return code;
}

std::optional<ErrorClass> class_of_text(std::string_view text) {
    const auto number = read_number(text);
    if (!number || *number < 1000 || *number > 3999) return std::nullopt;
    return static_cast<ErrorClass>(*number / 1000);
}

std::string sentence(const Error& error) {
    const ErrorText& text = text_of(error.code);
    std::string result = fmt::format("[{}] {}", stable_code(error.code), text.zh);
    if (!error.settlement_id.empty()) result += fmt::format(" (setl_id {})", error.settlement_id);
    if (error.retry_after) result += fmt::format("（请于{}毫秒后重试）", error.retry_after->count());
    const std::size_t named = std::min(error.fields.size(), most_named_fields);
    const std::size_t more = error.fields.size() - named;
    if (more > 0) result += fmt::format("（另有{}处未列出）", more);
    result += fmt::format(" | {}", text.en);
    if (error.retry_after) result += fmt::format(", after {} ms", error.retry_after->count());
    if (!error.detail.empty()) result += fmt::format(": {}", error.detail);
    if (named > 0) result += fmt::format(" [{}", fmt::join(std::span(error.fields).first(named), ", "));
    if (more > 0) result += fmt::format(" … and {} more", more);
    if (named > 0) result += ']';
    return result;
}

}  // namespace clearing
