#pragma once

#include "gateway/domain/difference_case.hpp"
#include "gateway/ports/day_view.hpp"

#include <optional>
#include <string>

namespace clearing::reconciliation {

/// Both sides' word on a case's key, asked for its step.
struct CaseLook {
    ports::LineState ours;
    std::optional<ports::LineState> theirs;  ///< none: there is nobody to ask by key
    bool day_is_agreed = false;
    bool details_differ = false;  ///< our fee lines do not sum to the settlement
};

enum class CaseMove : std::uint8_t {
    settle,         ///< nothing is left to be done
    post_late,      ///< alike, but left out of its day: settled, and with that it clears on the open one
    reverse_there,  ///< only they have it, and we do not want it
    try_again,
    to_a_person,
};

struct CaseDecision {
    CaseMove move{};
    std::string note;  ///< what was found, in words
};

/// The step of a case, decided on what both sides say now. In this order: cleared meanwhile → settled; not final →
/// again; alike → settled or posted late; neither has it → settled; only they have it and we reversed or refused it →
/// reversed there; only one side knows it, or the lines differ still → again while the kind's row allows it, else a
/// person's. Never reverses what we booked (the hospital has our yes), nor what we merely do not know (books are lost,
/// too).
CaseDecision decide(const DifferenceCase& one, const CaseLook& look);

/// After a reverse was asked for there. The case is settled when the other side has it no more.
CaseDecision decide_after_reverse(const DifferenceCase& one, ReverseResult result);

/// Whether the kind's row allows no further attempt.
bool is_last_attempt(const DifferenceCase& one);

}  // namespace clearing::reconciliation
