#include "adapters/national_format/query_answer.hpp"

#include "adapters/national_format/queries.hpp"

#include <algorithm>
#include <array>

namespace clearing::national_format {

namespace {

using State = QueryResult::State;

QueryResult state_alone(State state) {
    return {state, {}, {}};
}

/// Words of real platforms, which have no codes of ours, for "there is no such settlement".
bool says_not_found(const std::string& text) {
    constexpr std::array words{"不存在", "未查询到", "未找到", "没有查询到", "无结算", "not found"};
    return std::ranges::any_of(words, [&](const char* word) { return text.find(word) != std::string::npos; });
}

/// Codes below these are about the message or its speaker, so about the question, not about the original.
bool is_about_the_question(ErrorCode code) {
    return static_cast<unsigned>(code) < 1300;
}

}  // namespace

json::Value write_query(const VisitId& their_visit, const MessageId& original, const SettlementId& named) {
    json::Value input = write_settlement_query({.person_number = {}, .settlement = named, .visit = their_visit});
    json::Value data = *input.find("data");
    data.set("medins_setl_id", original.text);
    input.set("data", std::move(data));
    return input;
}

Result<QueryResult> query_result_of(const json::Value& output, const MessageId& original, const SettlementId& named) {
    auto all = read_found_settlements(output);
    if (!all) return fail(all.error());
    for (FoundSettlement& found : *all) {
        const bool is_named = !named.empty() && found.bill.settlement == named;
        if (found.bill.medins_setl_id != original && !is_named) continue;
        // A cancel's own line is negative and flagged as a refund: for its message that is booked.
        const bool cancelled = found.refunded && !found.bill.split.total.is_negative();
        return QueryResult{cancelled ? State::cancelled : State::booked, std::move(found.bill), {}};
    }
    return state_alone(State::unknown);
}

Result<QueryResult> query_result_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::settlement_unknown:
        case ErrorCode::visit_unknown:
        case ErrorCode::not_found:
            return state_alone(State::unknown);
        case ErrorCode::message_reversed:
            return state_alone(State::reversed);
        case ErrorCode::awaiting_answer:
        case ErrorCode::reversing:
        case ErrorCode::in_doubt:
        case ErrorCode::cancel_in_doubt:
            return state_alone(State::in_progress);
        case ErrorCode::refused_by_insured_side:
            if (says_not_found(error.detail)) return state_alone(State::unknown);
            return fail(error);
        default:
            break;
    }
    if (class_of(error.code) != ErrorClass::refused || is_about_the_question(error.code)) return fail(error);
    return QueryResult{State::refused, {}, error};
}

ReverseResult reverse_result_of(const json::Value& output) {
    const json::Value* data = output.find("data");
    const json::Value* result = output.find("result");
    if (!result && data) result = data->find("result");
    const std::string* text = result ? result->as_string() : nullptr;
    return text && *text == "fenced" ? ReverseResult::fenced : ReverseResult::reversed;
}

Result<ReverseResult> reverse_result_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::clearing_day_closed:
            return ReverseResult::day_closed;
        case ErrorCode::not_reversible:
            return ReverseResult::not_reversible;
        case ErrorCode::message_reversed:
            return ReverseResult::reversed;
        default:
            return fail(error);
    }
}

}  // namespace clearing::national_format
