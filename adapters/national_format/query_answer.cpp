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

template <std::size_t count>
bool says_one_of(const std::string& text, const std::array<const char*, count>& words) {
    return std::ranges::any_of(words, [&](const char* word) { return text.contains(word); });
}

/// Words of real platforms, which have no codes of ours, for "there is no such settlement". A person or a visit that
/// is not found says nothing of the settlement: it may stand there, and "unknown" has it reversed.
bool says_settlement_not_found(const std::string& text) {
    constexpr std::array not_found{"不存在", "未查询到", "未查到", "未找到", "没有查询到", "not found"};
    constexpr std::array of_settlement{"结算", "setl", "settlement"};
    constexpr std::array of_others{"人员", "参保", "就诊", "psn", "person", "mdtrt"};
    return says_one_of(text, not_found) && says_one_of(text, of_settlement) && !says_one_of(text, of_others);
}

bool is_empty(const json::Value& value) {
    const json::Object* object = value.as_object();
    const json::Array* array = value.as_array();
    return is_absent(value) || (object && object->empty()) || (array && array->empty());
}

/// Only this says that nothing was found: an answer of another shape is not understood.
bool lists_nothing(const json::Value& output) {
    const json::Value* infos = output.find("setlinfo");
    return is_empty(output) || (infos && is_empty(*infos));
}

/// Codes below these are about the message or its speaker, so about the question, not about the original.
bool is_about_the_question(ErrorCode code) {
    return static_cast<unsigned>(code) < 1300;
}

}  // namespace

json::Value write_query(const std::string& person_number, const VisitId& their_visit, const MessageId& original,
                        const SettlementId& named) {
    return write_settlement_query(
        {.person_number = person_number, .settlement = named, .visit = their_visit, .message = original});
}

Result<QueryResult> query_result_of(const json::Value& output, const MessageId& original, const SettlementId& named) {
    if (lists_nothing(output)) return state_alone(State::unknown);
    auto all = read_found_settlements(output);
    if (!all) return fail(all.error());
    if (all->empty()) return fail(ErrorCode::missing_field, "no settlement, nor an empty list", {"output.setlinfo"});
    for (FoundSettlement& found : *all) {
        const bool is_named = !named.empty() && found.bill.settlement == named;
        if (found.bill.medins_setl_id != original && !is_named) continue;
        // A cancel's own line is negative and flagged as a refund: for its message that is booked.
        const bool cancelled = found.refunded && !found.bill.split.total.is_negative();
        return QueryResult{cancelled ? State::cancelled : State::booked, std::move(found.bill), {}};
    }
    // A line that does not name its message may be the one.
    if (std::ranges::any_of(*all, [](const FoundSettlement& found) { return found.bill.medins_setl_id.empty(); }))
        return fail(ErrorCode::missing_field, "whose settlement it is", {"output.setlinfo.medins_setl_id"});
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
            if (says_settlement_not_found(error.detail)) return state_alone(State::unknown);
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
