// The insured side is told what a settlement is adjusted by: its own checks, its own book (SETTLEMENT §6).
#include "tests/simulation/insured_side.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

constexpr int code_over_limit = 1007, code_settlement_unknown = 1505, code_not_settled = 1506, code_day_closed = 1514,
              code_conflict = 1703;

}  // namespace

std::optional<int> InsuredSide::refusal_of_adjustment(const Question& question, const Entry& entry) const {
    if (entry.is_cancel || entry.state != State::booked) return code_not_settled;
    for (const auto& [component, fen] : question.adjustment->fen)
        if (fen > adjustments_.most(*question.adjustment, component, component_of(entry.amounts, component)))
            return code_over_limit;
    const auto day = days_.find(question.day);
    if (day != days_.end() && day->second.agreed) return code_day_closed;
    return std::nullopt;
}

/// A message that was refused stays refused (SETTLEMENT §1): a copy of it may come long after its answer.
std::optional<int> InsuredSide::final_refusal(const Question& question, const Entry& entry) {
    if (const auto before = refused_adjustments_.find(question.message); before != refused_adjustments_.end())
        return before->second;
    auto refusal = refusal_of_adjustment(question, entry);
    if (!refusal && schedule_.random.chance(temper.refuses)) refusal = code_over_limit;
    if (refusal) refused_adjustments_.emplace(question.message, *refusal);
    return refusal;
}

/// Taken in once for life: the same again is answered with the day it stands on.
Answer InsuredSide::adjust(const Question& question) {
    Random& random = schedule_.random;
    if (random.chance(temper.is_unavailable)) return no(Verdict::unavailable, 2004);
    if (question.day > clock_.day()) return no(Verdict::unavailable, 2010);
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
