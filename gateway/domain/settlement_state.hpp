#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace clearing {

enum class SettlementKind : std::uint8_t { settle, cancel };

constexpr std::string_view name_of(SettlementKind kind) {
    return kind == SettlementKind::settle ? "settle" : "cancel";
}

/// States of a settlement record, kind settle or cancel (SETTLEMENT §2).
enum class SettlementState : std::uint8_t {
    refused,
    awaiting_answer,
    not_sent,
    in_doubt,
    booked,
    reversing,
    reversed,
    cancelled,
};

/// What can happen to a record. Named as SETTLEMENT §2 says it.
enum class SettlementEvent : std::uint8_t {
    answered_yes,             ///< yes, and laws A, B, D hold (a late yes too)
    answered_yes_unbalanced,  ///< yes, but A, B or D fails
    answered_no,              ///< the other side's final no
    nothing_sent,             ///< provably: no usable connection
    same_message_again,       ///< the caller sends the same msgid again
    silence,                  ///< deadline, cut, restart, unreadable answer; of a query too
    day_closed,               ///< the close finds the record not sent
    reverse_asked,            ///< the caller's 2601, a partner's reverse, or the order of two persons
    query_says_booked,
    query_says_refused,
    query_says_in_progress,
    query_says_unknown,
    reverse_confirmed,  ///< undone, or fenced
    reverse_too_late,   ///< "booked, day closed" or "not reversible"
    cancel_booked,      ///< the record's cancel record was booked
    cancel_reversing,   ///< the record's booked cancel is being reversed (decision 0011)
};

/// What the runner must do with a transition, in the same commit as the new state (sending comes after it).
struct SettlementActions {
    bool post = false;              ///< postings of the booking
    bool counter_post = false;      ///< the counter-entry, when it had been booked
    bool remember_reverse = false;  ///< carried out on whatever comes
    bool send_reverse = false;
    bool open_cancel = false;         ///< a cancel record by us
    bool cancel_original = false;     ///< of a cancel: its original goes booked → cancelled, its lines are free
    bool reinstate_original = false;  ///< of a cancel: its original goes cancelled → booked, its lines are taken again
    bool raise_alarm = false;
};

struct SettlementStep {
    SettlementState to;
    SettlementActions actions;
};

/// What the table depends on beside the state.
struct SettlementFacts {
    bool day_open = true;             ///< the record is in no closed day's clearing (so: also when carried)
    bool reverse_remembered = false;  ///< a 2601 came while awaiting
    bool had_been_booked = false;     ///< reversing from booked: the counter-entry is due
    bool cancel_reversible = false;   ///< of a booked cancel: a policy row of today allows its reversal
};

/// The table of SETTLEMENT §2, pure. Nothing: the event changes nothing in this state (frozen answers, repeated
/// questions).
std::optional<SettlementStep> next_step(SettlementState from, SettlementEvent event, const SettlementFacts& facts);

/// The same for either kind. A cancel moves as a settlement does, but for three things: what it books or undoes is its
/// original's cancellation; there is no cancel of a cancel; and a booked one is reversed only where a policy row allows
/// it, on its open day (decision 0011).
std::optional<SettlementStep> next_step(SettlementKind kind, SettlementState from, SettlementEvent event,
                                        const SettlementFacts& facts);

/// States that hold a bill: at most one record of a bill is in one of these.
constexpr bool holds_bill(SettlementState state) {
    return state == SettlementState::awaiting_answer || state == SettlementState::in_doubt ||
           state == SettlementState::reversing || state == SettlementState::booked;
}
/// States a day's close waits for or carries.
constexpr bool is_unresolved(SettlementState state) {
    return state == SettlementState::awaiting_answer || state == SettlementState::in_doubt ||
           state == SettlementState::reversing;
}

std::string_view name_of(SettlementState state);
std::optional<SettlementState> settlement_state_named(std::string_view name);
std::string_view name_of(SettlementEvent event);

}  // namespace clearing
