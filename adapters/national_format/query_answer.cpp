#include "adapters/national_format/query_answer.hpp"

#include "adapters/national_format/queries.hpp"

#include <algorithm>
#include <array>
#include <cctype>

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

/// Ours are in upper case; some platforms write every id in lower case.
bool is_alike(std::string_view told, std::string_view wanted) {
    const auto lower = [](unsigned char c) { return std::tolower(c); };
    return std::ranges::equal(told, wanted, {}, lower, lower);
}

bool is_asked_for(const FoundSettlement& found, const MessageId& original, const SettlementId& named) {
    if (!named.empty() && found.bill.settlement == named) return true;
    return is_alike(found.bill.medins_setl_id.text, original.text);
}

/// Only a row that says so by every id it could be known by: one that does not name its message, or whose id cannot be
/// read, may be the settlement.
bool is_anothers(const FoundSettlement& found, const MessageId& original, const SettlementId& named) {
    const auto is_other = [](const std::string& told, const std::string& wanted) {
        return !told.empty() && !is_alike(told, wanted);
    };
    return is_other(found.bill.medins_setl_id.text, original.text) &&
           (named.empty() || is_other(found.bill.settlement.text, named.text));
}

/// Only the settlement or cancel itself is told no with these. Any other no may be the question's, whose person, visit
/// or speaker the answerer does not like, and the original may stand.
constexpr std::array own_refusals{
    ErrorCode::unmapped_code, ErrorCode::split_differs, ErrorCode::law_a_broken, ErrorCode::law_b_broken,
    ErrorCode::law_c_broken, ErrorCode::law_d_broken, ErrorCode::law_e_broken, ErrorCode::law_f_broken,
    ErrorCode::law_g_broken, ErrorCode::answer_unbalanced, ErrorCode::bill_without_lines, ErrorCode::already_settled,
    ErrorCode::filing_required, ErrorCode::not_payable_by_policy, ErrorCode::quote_superseded, ErrorCode::quote_expired,
    ErrorCode::clearing_day_closed, ErrorCode::bill_changed, ErrorCode::prefund_exhausted,
    // a cancel's
    ErrorCode::cancel_amounts_differ, ErrorCode::not_settled, ErrorCode::already_cancelled, ErrorCode::cancel_is_final};

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
        if (!is_asked_for(found, original, named)) continue;
        if (found.unreadable) return fail(std::move(*found.unreadable));
        // A cancel's own line is negative and flagged as a refund: for its message that is booked.
        const bool cancelled = found.refunded && !found.bill.split.total.is_negative();
        return QueryResult{cancelled ? State::cancelled : State::booked, std::move(found.bill), {}};
    }
    for (FoundSettlement& found : *all) {
        if (is_anothers(found, original, named)) continue;
        if (found.unreadable) return fail(std::move(*found.unreadable));
        return fail(ErrorCode::missing_field, "whose settlement it is", {"output.setlinfo.medins_setl_id"});
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
            if (says_settlement_not_found(error.detail)) return state_alone(State::unknown);
            return fail(error);
        default:
            break;
    }
    if (std::ranges::find(own_refusals, error.code) == own_refusals.end()) return fail(error);
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
        case ErrorCode::already_cancelled:
            return ReverseResult::not_reversible;
        case ErrorCode::message_reversed:
            return ReverseResult::reversed;
        default:
            return fail(error);
    }
}

}  // namespace clearing::national_format
