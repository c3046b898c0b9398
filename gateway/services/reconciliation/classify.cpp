#include "gateway/services/reconciliation/classify.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace clearing::reconciliation {
namespace {

using State = ports::LineState::State;
using ByKey = std::map<SettlementKey, std::vector<const GroupedLine*>>;

ByKey by_key(const std::vector<GroupedLine>& lines) {
    ByKey result;
    for (const GroupedLine& line : lines)
        result[line.line.key].push_back(&line);
    return result;
}

/// The equal pair first, if there is one: it is the match.
void put_match_first(std::vector<const GroupedLine*>& ours, std::vector<const GroupedLine*>& theirs) {
    for (auto& here : ours)
        for (auto& there : theirs)
            if (leaf_text(here->line) == leaf_text(there->line)) {
                std::swap(here, ours.front());
                std::swap(there, theirs.front());
                return;
            }
}

/// Whose person a matched pair is of: the groups say so, not the lines.
void compare_persons(const GroupedLine& ours, const GroupedLine& theirs, std::vector<Difference>& found) {
    if (ours.group.insured_division == theirs.group.insured_division) return;
    found.push_back({DifferenceKind::person_or_visit, ours.line.key, ours.group.insured_division.text,
                     theirs.group.insured_division.text, "insured division"});
}

/// What the hospital bears is named only where nothing else is: it moves with what somebody else pays.
void compare_hospitals(const GroupedLine& ours, const GroupedLine& theirs, const std::set<SettlementKey>& named,
                       std::vector<Difference>& found) {
    const Money here = ours.line.split.hospital, there = theirs.line.split.hospital;
    if (here == there || named.contains(ours.line.key)) return;
    found.push_back({DifferenceKind::fund_component, ours.line.key, here.to_yuan(), there.to_yuan(), "hospital"});
}

std::string in_words(const ports::LineState& state, ClearingDay day) {
    switch (state.state) {
        case State::reversed:
            return "reversed";
        case State::refused:
            return "refused";
        case State::in_progress:
            return "not final";
        case State::unknown:
            return "";
        default:
            break;
    }
    const auto on = state.cleared_day ? state.cleared_day : state.assigned_day;
    if (on && *on != day) return on->to_text();
    return "in no list of the day";
}

DifferenceKind kind_of(const ports::LineState& state, ClearingDay day, DifferenceKind otherwise) {
    switch (state.state) {
        case State::reversed:
            return DifferenceKind::reversed_on_one_side;
        case State::refused:
        case State::in_progress:
            return DifferenceKind::state;
        case State::unknown:
            return otherwise;
        default:
            break;
    }
    const auto on = state.cleared_day ? state.cleared_day : state.assigned_day;
    return on && *on != day ? DifferenceKind::day : otherwise;
}

void explain(Difference& difference, ClearingDay day, const States& states, std::string& told) {
    const auto found = states.find(difference.settlement);
    if (found == states.end()) return;
    difference.kind = kind_of(found->second, day, difference.kind);
    told = in_words(found->second, day);
}

}  // namespace

std::vector<Difference> classify(const LinesThatDiffer& lines, FieldsJudged judged) {
    ByKey here = by_key(lines.ours), there = by_key(lines.theirs);
    std::vector<DayLine> ours, theirs;
    const auto take = [](const std::vector<const GroupedLine*>& from, std::vector<DayLine>& to) {
        std::ranges::transform(from, std::back_inserter(to), [](const GroupedLine* line) { return line->line; });
    };
    std::vector<std::pair<const GroupedLine*, const GroupedLine*>> matched;
    for (auto& [key, of_key] : here) {
        if (const auto partner = there.find(key); partner != there.end()) {
            put_match_first(of_key, partner->second);
            matched.emplace_back(of_key.front(), partner->second.front());
        }
        take(of_key, ours);
    }
    for (const auto& [key, of_key] : there)
        take(of_key, theirs);
    std::vector<Difference> found = compare_lines(ours, theirs, judged);
    std::set<SettlementKey> named;
    for (const Difference& difference : found)
        named.insert(difference.settlement);
    for (const auto& [our_line, their_line] : matched) {
        if (judged.components) compare_hospitals(*our_line, *their_line, named, found);
        compare_persons(*our_line, *their_line, found);
    }
    std::ranges::stable_sort(found, {}, &Difference::settlement);
    return found;
}

std::vector<SettlementKey> missing(const std::vector<Difference>& differences, DifferenceKind kind) {
    std::set<SettlementKey> keys;
    for (const Difference& difference : differences)
        if (difference.kind == kind) keys.insert(difference.settlement);
    return {keys.begin(), keys.end()};
}

std::vector<Difference> explained(std::vector<Difference> differences, ClearingDay day, const States& here,
                                  const States& there) {
    for (Difference& difference : differences) {
        if (difference.kind == DifferenceKind::missing_here)
            explain(difference, day, here, difference.ours);
        else if (difference.kind == DifferenceKind::missing_there)
            explain(difference, day, there, difference.theirs);
    }
    return differences;
}

Difference of_dispute(const ports::LineState& here, ClearingDay day, std::string note) {
    const DifferenceKind kind =
        here.state == State::unknown ? DifferenceKind::missing_here : kind_of(here, day, DifferenceKind::total);
    const bool is_line = kind == DifferenceKind::total && here.line;
    return {kind, here.key, is_line ? here.line->split.total.to_yuan() : in_words(here, day), "", std::move(note)};
}

}  // namespace clearing::reconciliation
