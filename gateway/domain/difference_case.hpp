#pragma once

#include "gateway/domain/day.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// What is done about a difference without a person (issue step 4: query, late post, reverse, re-ask).
enum class NextStep : std::uint8_t {
    none,       ///< nothing could be decided without a person
    query,      ///< both sides are asked by key: it may be final, reversed or found by now
    re_ask,     ///< the line is compared again: whoever was wrong may have corrected it
    reverse,    ///< what only they have booked is reversed there
    late_post,  ///< alike on both sides, on different days: it clears on the then open day
};
std::string_view name_of(NextStep step);
std::optional<NextStep> next_step_named(std::string_view name);

/// One row of the table: a kind and its step. In order of precedence: a line that differs in several ways is a case of
/// the first kind named here, because the later ones follow from it (a cancel for a settlement differs in every amount,
/// too).
struct StepRule {
    DifferenceKind kind;
    NextStep step;
    int attempts;  ///< so often the step is tried, with back-off, before a person gets the case
    std::string_view why;
};
std::span<const StepRule> step_rules();
const StepRule& step_rule_of(DifferenceKind kind);

/// The kind a line's case is of. `differences`: all of one line, at least one.
const Difference& leading(std::span<const Difference> differences);

enum class CaseState : std::uint8_t {
    trying,    ///< the daemon still takes its step
    open,      ///< a person's: with an owner, an age, a deadline
    settled,   ///< it went away by itself, or by its step
    resolved,  ///< a person ended it, with or without an adjustment
};
std::string_view name_of(CaseState state);
std::optional<CaseState> case_state_named(std::string_view name);
constexpr bool is_over(CaseState state) {
    return state == CaseState::settled || state == CaseState::resolved;
}

/// One line of a day that differs, until it does no more. One per day and settlement, whatever the number of fields.
struct DifferenceCase {
    long long no = 0;
    DayKey day;
    Difference difference;  ///< the leading one
    CaseState state = CaseState::trying;
    NextStep step{};
    int attempts = 0;  ///< of the step, so far
    Instant next_try_at{};
    std::string opened_by;  ///< who ordered the comparison that found it; "daemon": a close did
    Instant opened_at{};
    std::string owner;        ///< the person it is assigned to; empty: nobody
    std::string assigned_by;  ///< who gave it to its owner, last; empty: nobody did
    std::optional<Date> due;  ///< the last working day to settle it; none: the calendar of the year is not loaded
    std::string ended_by;     ///< "daemon", or who resolved it
    std::optional<Instant> ended_at;
    std::string outcome;  ///< why it is over, in words
    std::string voucher;  ///< of the adjustment that resolved it; empty: none
};

/// Whose turn it is: "daemon" while it takes its steps, "maker" of a case that no person has taken yet (DOMAIN §1,
/// 经办: it waits in their queue), its owner afterwards; nobody's once it is over.
std::string turn_of(const DifferenceCase& one);

/// "case-17": the subject of its alarms, and the origin of the money it moves.
std::string subject_of_case(long long no);
bool is_subject_of_case(std::string_view text);  ///< no other money has such an origin

/// The text of the alarm when no step is left that the daemon could take. `why`: what was found last.
std::string needs_a_person(const DifferenceCase& one, std::string_view why);

/// The text of the alarm when the last day to settle it has passed.
std::string is_overdue(const DifferenceCase& one);

/// Append-only. No person of a settlement is named in a note.
struct CaseNote {
    Instant at{};
    std::string author;  ///< a user, or "daemon"
    std::string text;
};

}  // namespace clearing
