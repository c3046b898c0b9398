// The insured side is told what a settlement is adjusted by: its own checks, its own book (SETTLEMENT §6).
#include "tests/simulation/insured_side.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

constexpr int code_over_limit = 1007, code_settlement_unknown = 1505, code_not_settled = 1506, code_day_closed = 1514,
              code_day_not_over = 1516, code_conflict = 1703;

}  // namespace

std::optional<int> InsuredSide::refusal_of_adjustment(const Question& question, const Entry& entry) const {
    if (question.day > clock_.day()) return code_day_not_over;
    if (entry.is_cancel || entry.state != State::booked) return code_not_settled;
    for (const auto& [component, fen] : question.adjustment->fen)
        if (fen > adjustments_.most(*question.adjustment, component, component_of(entry.amounts, component)))
            return code_over_limit;
    const auto day = days_.find(question.day);
    if (day != days_.end() && day->second.agreed) return code_day_closed;
    return std::nullopt;
}

/// What is refused on a day stays refused on that day: an earlier question may come after the answer to a later one.
std::optional<int> InsuredSide::final_refusal(const Question& question, const Entry& entry) {
    const std::string name = words_of(*question.adjustment) + " on " + question.day;
    if (const auto before = refused_adjustments_.find(name); before != refused_adjustments_.end())
        return before->second;
    auto refusal = refusal_of_adjustment(question, entry);
    if (!refusal && schedule_.random.chance(temper.refuses)) refusal = code_over_limit;
    if (refusal && *refusal != code_day_not_over) refused_adjustments_.emplace(name, *refusal);
    return refusal;
}

/// Taken in once for life: the same again is answered with the day it stands on.
Answer InsuredSide::adjust(const Question& question) {
    Random& random = schedule_.random;
    if (random.chance(temper.is_unavailable)) return no(Verdict::unavailable, 2004);
    const AdjustmentRow& row = *question.adjustment;
    const auto entry = entries_.find(row.settlement);
    if (entry == entries_.end() || entry->second.state == State::in_progress)
        return no(Verdict::refused, code_settlement_unknown);
    const AdjustmentBook::Kept* standing = adjustments_.find(row);
    if (standing != nullptr && standing->row != row) return no(Verdict::refused, code_conflict);
    if (standing == nullptr) {
        if (const auto refusal = final_refusal(question, entry->second)) return no(Verdict::refused, *refusal);
        adjustments_.add({row, entry->second.insurance, entry->second.inpatient, question.day});
        schedule_.note(
            [&] { return fmt::format("{} takes in {} on {}", name_of(party_), words_of(row), question.day); });
    }
    if (random.chance(temper.answers_in_doubt)) return no(Verdict::in_doubt, 3001);
    Answer answer;
    answer.stands_on = adjustments_.find(row)->day;
    return answer;
}

}  // namespace clearing::simulation
