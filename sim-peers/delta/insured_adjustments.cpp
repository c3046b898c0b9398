// The insured side is told what a settlement is adjusted by: its own checks, its own book.
#include "sim-peers/delta/insured_side.hpp"

#include <set>

namespace clearing::peers::delta {
namespace {

Refusal refused(int code, const char* zh, const char* en, const char* field) {
    return {code, zh, en, {field}, {}, {}, {}};
}

std::optional<Refusal> check_message(const pb::AdjustmentRequest& request) {
    if (request.origin().empty()) return refusals::missing_field("origin");
    if (request.reason() == pb::AdjustmentRequest::REASON_UNSPECIFIED) return refusals::missing_field("reason");
    if (request.bearer() == pb::AdjustmentRequest::BEARER_UNSPECIFIED) return refusals::missing_field("bearer");
    if (request.amounts_size() == 0) return refusals::missing_field("amounts");
    if (request.origin().size() > 100) return refused(1007, "来源过长", "the origin is too long", "origin");
    std::set<std::string> seen;
    for (const auto& one : request.amounts())
        if (one.amount_fen() <= 0 || !seen.insert(one.component()).second) return refusals::invalid_value("amounts");
    return std::nullopt;
}

}  // namespace

Answered<pb::AdjustmentAnswer> InsuredSide::adjust(const pb::AdjustmentRequest& request, const std::string& day) {
    if (auto refusal = check_message(request)) return std::unexpected(*refusal);
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    const Record* record = centre_.book().find(settlement_key(request.treatment_division(), request.settlement_id()));
    if (!record || record->hidden) return std::unexpected(refusals::settlement_unknown());
    pb::AdjustmentAnswer answer;
    if (const KeptAdjustment* standing = adjustments_.find(request)) {
        if (content_of(standing->request) != content_of(request))
            return std::unexpected(
                refused(1703, "来源已用于其他调整", "the origin stands for something else", "origin"));
        answer.set_clearing_day(standing->day);
        return answer;
    }
    if (day.size() != 10 || day > centre_.clock().today())
        return std::unexpected(refused(2010, "清算日尚未开始", "the day has not begun", "clearing_day"));
    if (record->is_cancel || record->state != RecordState::booked)
        return std::unexpected(refusals::not_settled(record->settlement_id));
    for (const auto& one : request.amounts())
        if (Fen{one.amount_fen()} > adjustments_.limit(request, *record, one.component()))
            return std::unexpected(refused(1007, "超过可调整金额", "more than there is", "amounts"));
    if (agreed_.contains(day)) return std::unexpected(refusals::clearing_day_closed());
    answer.set_clearing_day(adjustments_.add(request, day, *record).day);
    return answer;
}

}  // namespace clearing::peers::delta
