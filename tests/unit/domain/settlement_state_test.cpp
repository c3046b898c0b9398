// The whole table of SETTLEMENT §2, in words: every state × every event. A row that is not named below is "unchanged":
// the frozen answers, the repeated questions. The test walks all 8 × 16 pairs for each set of facts and either kind.
#include "gateway/domain/settlement_state.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

constexpr std::array all_states{SettlementState::refused,  SettlementState::awaiting_answer, SettlementState::not_sent,
                                SettlementState::in_doubt, SettlementState::booked,          SettlementState::reversing,
                                SettlementState::reversed, SettlementState::cancelled};

constexpr std::array all_events{
    SettlementEvent::answered_yes,       SettlementEvent::answered_yes_unbalanced, SettlementEvent::answered_no,
    SettlementEvent::nothing_sent,       SettlementEvent::same_message_again,      SettlementEvent::silence,
    SettlementEvent::day_closed,         SettlementEvent::reverse_asked,           SettlementEvent::query_says_booked,
    SettlementEvent::query_says_refused, SettlementEvent::query_says_in_progress,  SettlementEvent::query_says_unknown,
    SettlementEvent::reverse_confirmed,  SettlementEvent::reverse_too_late,        SettlementEvent::cancel_booked,
    SettlementEvent::cancel_reversing};

/// "booked: post" — the state it goes to, then what has to be done, in the order of SettlementActions.
std::string in_words(const std::optional<SettlementStep>& step) {
    if (!step) return "unchanged";
    std::string words(name_of(step->to));
    std::string actions;
    const auto also = [&](bool done, std::string_view action) {
        if (done) actions += (actions.empty() ? ": " : ", ") + std::string(action);
    };
    also(step->actions.post, "post");
    also(step->actions.counter_post, "counter-post");
    also(step->actions.remember_reverse, "remember the reverse");
    also(step->actions.send_reverse, "send the reverse");
    also(step->actions.open_cancel, "open a cancel");
    also(step->actions.cancel_original, "cancel the original");
    also(step->actions.reinstate_original, "book the original again");
    also(step->actions.raise_alarm, "raise an alarm");
    return words + actions;
}

using Row = std::pair<std::string_view, std::string_view>;  // state, event
using Table = std::map<Row, std::string_view>;

// The ordinary facts: the day is open, no reverse is remembered, the record was never booked before.
const Table ordinary{
    {{"awaiting_answer", "answered_yes"}, "booked: post"},
    {{"awaiting_answer", "answered_yes_unbalanced"}, "reversing: send the reverse"},
    {{"awaiting_answer", "answered_no"}, "refused"},
    {{"awaiting_answer", "nothing_sent"}, "not_sent"},
    {{"awaiting_answer", "silence"}, "in_doubt"},
    {{"awaiting_answer", "reverse_asked"}, "awaiting_answer: remember the reverse"},

    {{"not_sent", "same_message_again"}, "awaiting_answer"},
    {{"not_sent", "day_closed"}, "refused"},
    // Nothing was sent: there is nothing to undo there, and the message id is spent (a fence of our own).
    {{"not_sent", "reverse_asked"}, "reversed"},

    {{"in_doubt", "answered_yes"}, "booked: post"},
    {{"in_doubt", "answered_yes_unbalanced"}, "reversing: send the reverse"},
    {{"in_doubt", "answered_no"}, "refused"},
    {{"in_doubt", "query_says_booked"}, "booked: post"},
    {{"in_doubt", "query_says_refused"}, "refused"},
    {{"in_doubt", "query_says_unknown"}, "reversing: send the reverse"},
    {{"in_doubt", "reverse_asked"}, "reversing: send the reverse"},

    {{"booked", "reverse_asked"}, "reversing: send the reverse"},
    {{"booked", "cancel_booked"}, "cancelled"},

    {{"reversing", "reverse_confirmed"}, "reversed"},
    {{"reversing", "reverse_too_late"}, "booked: post, open a cancel"},

    {{"reversed", "answered_yes"}, "reversing: send the reverse, raise an alarm"},
    {{"reversed", "answered_yes_unbalanced"}, "reversing: send the reverse, raise an alarm"},
    // Its cancel is being reversed: it holds its bill again (decision 0011).
    {{"cancelled", "cancel_reversing"}, "booked"},
    // refused has no row, cancelled no other: whatever comes, the answer is frozen.
};

// A cancel, beside its original's cancellation, moves as a settlement does; there is no cancel of it.
const Table of_a_cancel{
    {{"awaiting_answer", "answered_yes"}, "booked: post, cancel the original"},
    {{"awaiting_answer", "answered_yes_unbalanced"}, "reversing: send the reverse"},
    {{"awaiting_answer", "answered_no"}, "refused"},
    {{"awaiting_answer", "nothing_sent"}, "not_sent"},
    {{"awaiting_answer", "silence"}, "in_doubt"},
    {{"awaiting_answer", "reverse_asked"}, "awaiting_answer: remember the reverse"},
    {{"not_sent", "same_message_again"}, "awaiting_answer"},
    {{"not_sent", "day_closed"}, "refused"},
    {{"not_sent", "reverse_asked"}, "reversed"},
    {{"in_doubt", "answered_yes"}, "booked: post, cancel the original"},
    {{"in_doubt", "answered_yes_unbalanced"}, "reversing: send the reverse"},
    {{"in_doubt", "answered_no"}, "refused"},
    {{"in_doubt", "query_says_booked"}, "booked: post, cancel the original"},
    {{"in_doubt", "query_says_refused"}, "refused"},
    {{"in_doubt", "query_says_unknown"}, "reversing: send the reverse"},
    {{"in_doubt", "reverse_asked"}, "reversing: send the reverse"},
    // booked: final, unless policy says otherwise.
    {{"reversing", "reverse_confirmed"}, "reversed"},
    {{"reversing", "reverse_too_late"}, "booked: post, cancel the original"},
    {{"reversed", "answered_yes"}, "reversing: send the reverse, raise an alarm"},
    {{"reversed", "answered_yes_unbalanced"}, "reversing: send the reverse, raise an alarm"},
};

Table with(Table table, const Table& changes) {
    for (const auto& [row, expected] : changes)
        table[row] = expected;
    return table;
}

void check_whole_table(const Table& table, const SettlementFacts& facts, SettlementKind kind = SettlementKind::settle) {
    std::size_t named = 0;
    for (SettlementState state : all_states)
        for (SettlementEvent event : all_events) {
            const auto row = table.find({name_of(state), name_of(event)});
            if (row != table.end()) ++named;
            const std::string_view expected = row == table.end() ? "unchanged" : row->second;
            BOOST_TEST_CONTEXT(name_of(state) << " + " << name_of(event))
            BOOST_TEST(in_words(next_step(kind, state, event, facts)) == expected);
        }
    // A misspelt row would silently test nothing.
    BOOST_TEST(named == table.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settlement_state)

BOOST_AUTO_TEST_CASE(every_state_and_every_event_with_the_day_open) {
    check_whole_table(ordinary, {.day_open = true, .reverse_remembered = false, .had_been_booked = false});
}

BOOST_AUTO_TEST_CASE(after_its_day_closed_a_booked_settlement_is_cancelled_and_not_reversed) {
    const Table closed = with(ordinary, {{{"booked", "reverse_asked"}, "booked: open a cancel"}});
    check_whole_table(closed, {.day_open = false, .reverse_remembered = false, .had_been_booked = false});
}

BOOST_AUTO_TEST_CASE(a_remembered_reverse_is_carried_out_on_whatever_comes) {
    const Table remembered = with(ordinary, {{{"awaiting_answer", "answered_yes"}, "reversing: send the reverse"},
                                             {{"awaiting_answer", "silence"}, "reversing: send the reverse"},
                                             {{"awaiting_answer", "reverse_asked"}, "unchanged"},
                                             {{"awaiting_answer", "answered_no"}, "refused"},
                                             {{"awaiting_answer", "nothing_sent"}, "reversed"}});
    check_whole_table(remembered, {.day_open = true, .reverse_remembered = true, .had_been_booked = false});
}

BOOST_AUTO_TEST_CASE(what_had_been_booked_gets_its_counter_entry_once_and_is_not_posted_twice) {
    const Table booked_before = with(ordinary, {{{"reversing", "reverse_confirmed"}, "reversed: counter-post"},
                                                {{"reversing", "reverse_too_late"}, "booked: open a cancel"}});
    check_whole_table(booked_before, {.day_open = true, .reverse_remembered = false, .had_been_booked = true});
}

BOOST_AUTO_TEST_CASE(a_cancel_moves_as_a_settlement_but_is_never_cancelled_itself) {
    check_whole_table(of_a_cancel, {}, SettlementKind::cancel);
    check_whole_table(of_a_cancel, {.day_open = false}, SettlementKind::cancel);
    // A policy row alone does not help after its day is closed.
    check_whole_table(of_a_cancel, {.day_open = false, .cancel_reversible = true}, SettlementKind::cancel);
}

BOOST_AUTO_TEST_CASE(a_booked_cancel_is_reversed_on_its_open_day_where_policy_allows_it) {
    const Table allowed =
        with(of_a_cancel, {{{"booked", "reverse_asked"}, "reversing: send the reverse, book the original again"}});
    check_whole_table(allowed, {.day_open = true, .cancel_reversible = true}, SettlementKind::cancel);
    // Confirmed: its negative is taken back. Refused there: it stands, and its original is cancelled again.
    const Table undone = with(allowed, {{{"reversing", "reverse_confirmed"}, "reversed: counter-post"},
                                        {{"reversing", "reverse_too_late"}, "booked: cancel the original"}});
    check_whole_table(undone, {.had_been_booked = true, .cancel_reversible = true}, SettlementKind::cancel);
}

BOOST_AUTO_TEST_CASE(no_time_leads_out_of_in_doubt_or_reversing) {
    for (SettlementState state : {SettlementState::in_doubt, SettlementState::reversing})
        for (SettlementEvent event : {SettlementEvent::silence, SettlementEvent::day_closed,
                                      SettlementEvent::query_says_in_progress, SettlementEvent::nothing_sent})
            BOOST_TEST(!next_step(state, event, {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_bill_is_held_from_the_intent_until_its_outcome_is_void) {
    const std::map<std::string_view, std::pair<bool, bool>> expected{
        // state            holds the bill, unresolved
        {"refused", {false, false}},  {"awaiting_answer", {true, true}}, {"not_sent", {false, false}},
        {"in_doubt", {true, true}},   {"booked", {true, false}},         {"reversing", {true, true}},
        {"reversed", {false, false}}, {"cancelled", {false, false}}};
    for (SettlementState state : all_states) {
        BOOST_TEST_CONTEXT(name_of(state)) {
            BOOST_TEST(holds_bill(state) == expected.at(name_of(state)).first);
            BOOST_TEST(is_unresolved(state) == expected.at(name_of(state)).second);
        }
    }
}

BOOST_AUTO_TEST_CASE(names_of_states_are_read_back) {
    for (SettlementState state : all_states)
        BOOST_TEST((settlement_state_named(name_of(state)) == state));
    BOOST_TEST(!settlement_state_named("settled").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
