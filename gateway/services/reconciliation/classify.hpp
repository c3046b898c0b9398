#pragma once

#include "gateway/ports/day_view.hpp"
#include "gateway/services/reconciliation/narrower.hpp"

#include <map>

namespace clearing::reconciliation {

/// The differences of lines that were narrowed down to, one to one by key: every field that travels (compare_lines),
/// what the hospital bears, and whose person it is (the insured division of the group: person_or_visit). Of several
/// lines of one key an equal pair is matched first; the rest is a duplicate.
std::vector<Difference> classify(const LinesThatDiffer& lines, FieldsJudged judged);

using States = std::map<SettlementKey, ports::LineState>;

/// Keys that only one side has on this day, to be asked about on the other.
std::vector<SettlementKey> missing(const std::vector<Difference>& differences, DifferenceKind kind);

/// A line that is missing on one side may be known there otherwise: reversed, not final, refused, or of another day.
/// `here` answers for missing_here, `there` for missing_there; who is not asked stays missing.
std::vector<Difference> explained(std::vector<Difference> differences, ClearingDay day, const States& here,
                                  const States& there);

/// A line that the other side disputes, which does not say why. Its kind is what our books say of the line: unknown,
/// reversed, not final, of another day. `total` where it is a line of the day: which amount differs was not told.
Difference of_dispute(const ports::LineState& here, ClearingDay day, std::string note);

}  // namespace clearing::reconciliation
