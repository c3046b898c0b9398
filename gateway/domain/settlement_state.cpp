#include "gateway/domain/settlement_state.hpp"

#include "gateway/domain/names.hpp"

namespace clearing {
namespace {

using State = SettlementState;
using Event = SettlementEvent;

using Step = std::optional<SettlementStep>;

Step to(State state, SettlementActions actions = {}) {
    return SettlementStep{state, actions};
}

constexpr SettlementActions send_reverse{.send_reverse = true};

Step from_awaiting(Event event, const SettlementFacts& facts) {
    switch (event) {
        case Event::answered_yes:
            return facts.reverse_remembered ? to(State::reversing, send_reverse) : to(State::booked, {.post = true});
        case Event::answered_yes_unbalanced:
            return to(State::reversing, send_reverse);
        case Event::answered_no:
            return to(State::refused);
        case Event::nothing_sent:
            return to(facts.reverse_remembered ? State::reversed : State::not_sent);
        case Event::silence:
            return facts.reverse_remembered ? to(State::reversing, send_reverse) : to(State::in_doubt);
        case Event::reverse_asked:
            // Remembered once: a caller who keeps asking must not keep a record young whose runner is gone.
            if (facts.reverse_remembered) return std::nullopt;
            return to(State::awaiting_answer, {.remember_reverse = true});
        default:
            return std::nullopt;
    }
}

Step from_not_sent(Event event) {
    switch (event) {
        case Event::same_message_again:
            return to(State::awaiting_answer);
        case Event::day_closed:
            return to(State::refused);
        case Event::reverse_asked:
            return to(State::reversed);
        default:
            return std::nullopt;
    }
}

Step from_in_doubt(Event event) {
    switch (event) {
        case Event::answered_yes:
        case Event::query_says_booked:
            return to(State::booked, {.post = true});
        case Event::answered_yes_unbalanced:
            return to(State::reversing, send_reverse);
        case Event::answered_no:
        case Event::query_says_refused:
            return to(State::refused);
        case Event::query_says_unknown:
        case Event::reverse_asked:
            return to(State::reversing, send_reverse);
        default:
            return std::nullopt;  // silence and "in progress": in doubt stays in doubt, for ever
    }
}

Step from_booked(Event event, const SettlementFacts& facts) {
    switch (event) {
        case Event::reverse_asked:
            return facts.day_open ? to(State::reversing, send_reverse) : to(State::booked, {.open_cancel = true});
        case Event::cancel_booked:
            return to(State::cancelled);
        default:
            return std::nullopt;
    }
}

Step from_reversing(Event event, const SettlementFacts& facts) {
    switch (event) {
        case Event::reverse_confirmed:
            return to(State::reversed, {.counter_post = facts.had_been_booked});
        case Event::reverse_too_late:
            return to(State::booked, {.post = !facts.had_been_booked, .open_cancel = true});
        default:
            return std::nullopt;  // silence: reversing stays, listed with the in-doubt
    }
}

Step from_reversed(Event event) {
    // A late success after our reversal: the other side booked it nevertheless.
    const bool late_yes = event == Event::answered_yes || event == Event::answered_yes_unbalanced;
    return late_yes ? to(State::reversing, {.send_reverse = true, .raise_alarm = true}) : std::nullopt;
}

constexpr Names<State, 8> state_names{{
    {State::refused, "refused"},
    {State::awaiting_answer, "awaiting_answer"},
    {State::not_sent, "not_sent"},
    {State::in_doubt, "in_doubt"},
    {State::booked, "booked"},
    {State::reversing, "reversing"},
    {State::reversed, "reversed"},
    {State::cancelled, "cancelled"},
}};

}  // namespace

std::optional<SettlementStep> next_step(State from, Event event, const SettlementFacts& facts) {
    switch (from) {
        case State::awaiting_answer:
            return from_awaiting(event, facts);
        case State::not_sent:
            return from_not_sent(event);
        case State::in_doubt:
            return from_in_doubt(event);
        case State::booked:
            return from_booked(event, facts);
        case State::reversing:
            return from_reversing(event, facts);
        case State::reversed:
            return from_reversed(event);
        case State::cancelled:
            return event == Event::cancel_reversing ? to(State::booked) : std::nullopt;
        case State::refused:
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<SettlementStep> next_step(SettlementKind kind, State from, Event event, const SettlementFacts& facts) {
    if (kind == SettlementKind::settle) return next_step(from, event, facts);
    // Nobody cancels a cancel, so nothing is told to one of a cancel of its own.
    if (event == Event::cancel_booked || event == Event::cancel_reversing) return std::nullopt;
    if (from == State::booked) {
        const bool undone = event == Event::reverse_asked && facts.cancel_reversible && facts.day_open;
        return undone ? to(State::reversing, {.send_reverse = true, .reinstate_original = true}) : std::nullopt;
    }
    Step step = next_step(from, event, facts);
    if (!step) return step;
    step->actions.open_cancel = false;
    step->actions.cancel_original = step->to == State::booked;
    return step;
}

std::string_view name_of(State state) {
    return name_in(state_names, state);
}

std::optional<State> settlement_state_named(std::string_view name) {
    return value_in(state_names, name);
}

std::string_view name_of(Event event) {
    switch (event) {
        case Event::answered_yes:
            return "answered_yes";
        case Event::answered_yes_unbalanced:
            return "answered_yes_unbalanced";
        case Event::answered_no:
            return "answered_no";
        case Event::nothing_sent:
            return "nothing_sent";
        case Event::same_message_again:
            return "same_message_again";
        case Event::silence:
            return "silence";
        case Event::day_closed:
            return "day_closed";
        case Event::reverse_asked:
            return "reverse_asked";
        case Event::query_says_booked:
            return "query_says_booked";
        case Event::query_says_refused:
            return "query_says_refused";
        case Event::query_says_in_progress:
            return "query_says_in_progress";
        case Event::query_says_unknown:
            return "query_says_unknown";
        case Event::reverse_confirmed:
            return "reverse_confirmed";
        case Event::reverse_too_late:
            return "reverse_too_late";
        case Event::cancel_booked:
            return "cancel_booked";
        case Event::cancel_reversing:
            return "cancel_reversing";
    }
    return {};
}

}  // namespace clearing
