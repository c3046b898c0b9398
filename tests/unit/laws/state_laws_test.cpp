#include "gateway/domain/settlement_state.hpp"
#include "tests/unit/laws/law.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace clearing::laws {

namespace {

using State = SettlementState;
using Event = SettlementEvent;
using Move = std::pair<std::string, std::string>;

template <class Named>
std::vector<Named> all_named() {
    std::vector<Named> all;
    for (int i = 0; i < 64 && !name_of(static_cast<Named>(i)).empty(); ++i)
        all.push_back(static_cast<Named>(i));
    return all;
}
const std::vector<State> all_states = all_named<State>();
const std::vector<Event> all_events = all_named<Event>();

std::vector<SettlementFacts> all_facts() {
    std::vector<SettlementFacts> all;
    for (int bits = 0; bits < 8; ++bits)
        all.push_back({(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0});
    return all;
}

/// settlement_move as the database knows it: what the migrations insert.
std::set<Move> moves_of_the_database() {
    std::set<Move> moves;
    const std::filesystem::path folder =
        std::filesystem::path(CLEARING_SOURCE_DIR) / "gateway/infra/postgres/migrations";
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ostringstream text;
        text << std::ifstream(file.path()).rdbuf();
        const std::string sql = text.str();
        const std::string insert = "INSERT INTO settlement_move VALUES";
        for (auto at = sql.find(insert); at != std::string::npos; at = sql.find(insert, at + 1)) {
            const std::string rows = sql.substr(at, sql.find(';', at) - at);
            static const std::regex row(R"(\('(\w+)',\s*'(\w+)'\))");
            for (auto found = std::sregex_iterator(rows.begin(), rows.end(), row); found != std::sregex_iterator();
                 ++found)
                moves.emplace((*found)[1], (*found)[2]);
        }
    }
    return moves;
}

/// A record as SETTLEMENT §2 sees it, moved by the table; what was posted is counted by hand.
struct Record {
    State state = State::awaiting_answer;
    SettlementFacts facts;
    int posted = 0;
    int alarms = 0;

    /// The step taken, or nothing.
    std::optional<SettlementStep> meet(Event event) {
        const auto step = next_step(state, event, facts);
        if (!step) return step;
        if (step->actions.remember_reverse) facts.reverse_remembered = true;
        if (step->to == State::reversing) facts.had_been_booked = state == State::booked;
        posted += (step->actions.post ? 1 : 0) - (step->actions.counter_post ? 1 : 0);
        alarms += step->actions.raise_alarm ? 1 : 0;
        state = step->to;
        return step;
    }
};

bool is_yes(Event event) {
    return event == Event::answered_yes || event == Event::answered_yes_unbalanced;
}

/// A life of up to 200 events; `look` sees the record before, the event and the record after.
template <class Look>
void any_life(Look look) {
    Record record;
    const int length = *rc::gen::inRange(1, 200);
    for (int i = 0; i < length; ++i) {
        record.facts.day_open = *rc::gen::weightedElement<bool>({{4, true}, {1, false}});
        const Record before = record;
        const Event event = *rc::gen::elementOf(all_events);
        const auto step = record.meet(event);
        look(before, event, step, record);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(state_table)

BOOST_AUTO_TEST_CASE(the_program_and_the_database_list_the_same_moves) {
    std::set<Move> moves;
    for (const State from : all_states)
        for (const Event event : all_events)
            for (const SettlementFacts& facts : all_facts())
                if (const auto step = next_step(from, event, facts); step && step->to != from)
                    moves.emplace(name_of(from), name_of(step->to));
    const std::set<Move> listed = moves_of_the_database();
    BOOST_TEST(listed.size() >= 17U);
    for (const auto& [from, to] : moves)
        BOOST_TEST(listed.contains({from, to}), from << " → " << to << " is not in settlement_move");
    for (const auto& [from, to] : listed)
        BOOST_TEST(moves.contains({from, to}), "no event leads from " << from << " to " << to);
}

BOOST_AUTO_TEST_CASE(a_record_never_holds_two_ends) {
    holds("what is posted agrees with the state", [] {
        any_life([](const Record&, Event, const auto&, const Record& after) {
            switch (after.state) {
                case State::booked:
                case State::cancelled:
                    RC_ASSERT(after.posted == 1);
                    break;
                case State::reversing:
                    RC_ASSERT(after.posted == (after.facts.had_been_booked ? 1 : 0));
                    break;
                default:
                    RC_ASSERT(after.posted == 0);
            }
        });
    });
}

BOOST_AUTO_TEST_CASE(booked_comes_from_a_yes_alone) {
    holds("who says booked", [] {
        any_life([](const Record& before, Event event, const auto&, const Record& after) {
            if (after.state != State::booked || before.state == State::booked) return;
            if (before.state == State::cancelled) return;  // its cancel is undone: it was booked by a yes before
            RC_ASSERT(event == Event::answered_yes || event == Event::query_says_booked ||
                      (before.state == State::reversing && event == Event::reverse_too_late));
        });
    });
}

BOOST_AUTO_TEST_CASE(in_doubt_never_leaves_by_silence_or_by_time) {
    holds("who ends a doubt", [] {
        any_life([](const Record& before, Event event, const auto&, const Record& after) {
            if (before.state != State::in_doubt || after.state == State::in_doubt) return;
            const bool other_side_spoke = is_yes(event) || event == Event::answered_no ||
                                          event == Event::query_says_booked || event == Event::query_says_refused ||
                                          event == Event::query_says_unknown;
            RC_ASSERT(other_side_spoke || event == Event::reverse_asked);
            // "Unknown" proves nothing, and an order is no fact: both only begin a reverse.
            if (event == Event::query_says_unknown || event == Event::reverse_asked)
                RC_ASSERT(after.state == State::reversing);
        });
    });
}

BOOST_AUTO_TEST_CASE(reversing_ends_by_the_other_sides_word_alone) {
    holds("who ends a reverse", [] {
        any_life([](const Record& before, Event event, const auto&, const Record& after) {
            if (before.state != State::reversing || after.state == State::reversing) return;
            RC_ASSERT(event == Event::reverse_confirmed || event == Event::reverse_too_late);
        });
    });
}

BOOST_AUTO_TEST_CASE(frozen_states_stay_and_reversed_wakes_only_for_a_late_yes_with_an_alarm) {
    holds("frozen", [] {
        any_life([](const Record& before, Event event, const auto& step, const Record& after) {
            if (before.state == State::refused) RC_ASSERT(!step);
            if (before.state == State::cancelled) RC_ASSERT(!step || after.state == State::booked);
            if (before.state != State::reversed || !step) return;
            RC_ASSERT(is_yes(event));
            RC_ASSERT(after.state == State::reversing);
            RC_ASSERT(after.alarms == before.alarms + 1);
        });
    });
}

BOOST_AUTO_TEST_CASE(a_remembered_reverse_is_carried_out_on_whatever_comes) {
    holds("remembered", [] {
        any_life([](const Record& before, Event, const auto& step, const Record& after) {
            const bool leaves = before.state == State::awaiting_answer && after.state != State::awaiting_answer;
            if (!leaves || !before.facts.reverse_remembered) return;
            RC_ASSERT(after.state == State::reversing || after.state == State::refused ||
                      after.state == State::reversed);
            if (after.state == State::reversing) RC_ASSERT(step->actions.send_reverse);
        });
    });
}

BOOST_AUTO_TEST_CASE(whoever_begins_a_reverse_sends_it_and_a_closed_day_is_never_reopened) {
    holds("actions", [] {
        any_life([](const Record& before, Event event, const auto& step, const Record& after) {
            if (!step) return;
            const bool begins = after.state == State::reversing && before.state != State::reversing;
            RC_ASSERT(step->actions.send_reverse == begins);
            if (before.state == State::booked && event == Event::reverse_asked && !before.facts.day_open) {
                RC_ASSERT(after.state == State::booked);
                RC_ASSERT(step->actions.open_cancel);
            }
        });
    });
}

BOOST_AUTO_TEST_CASE(a_bill_is_held_by_what_may_still_take_money) {
    holds("holds_bill", [] {
        any_life([](const Record&, Event, const auto&, const Record& after) {
            const bool may_take_money =
                after.posted == 1 ? after.state != State::cancelled : is_unresolved(after.state);
            RC_ASSERT(holds_bill(after.state) == may_take_money);
        });
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
