#pragma once

#include "tests/simulation/calendar.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/ward.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace clearing::simulation {

/// How whoever asks behaves, in parts of ten thousand.
struct Habits {
    int quotes = 6'000;
    int clicks_twice = 500;         ///< the same message several times at once
    int repeats = 6'000;            ///< in doubt: the same message again; the rest is shared by the next three
    int looks_it_up = 1'500;        ///< in doubt: 5203, or a query by key
    int undoes_doubts = 1'500;      ///< in doubt: 2601
    int takes_new_message = 1'000;  ///< in doubt: the same bill under a new message id
    int abandons = 3'000;           ///< nothing happened: the patient pays
    int asks_once_more = 1'500;     ///< settled: the same message again, to compare the answers
    int undoes_settled = 800;       ///< settled: 2601 all the same
    int cancels = 1'500;
    int settles_again = 5'000;  ///< refused, undone or cancelled: again under a new message id
    Millis longest_patience = 15 * second;
};

/// Of a stay with several bills, from when the first clerk has looked at its lines.
struct PlannedStay {
    Millis last_bill_after = 0;
    std::vector<PlannedCharge> charges;
};

/// A bureau's hospitals, a platform's, or Shanghai's gateway for its own hospitals: settles bills with the gateway and
/// keeps books of its own about what it was told. Charges a patient what a yes said and nothing else; takes a bill for
/// unsettled only on a final no, or when nothing happened to a message that was never without an answer.
class Asker {
public:
    enum class Style : std::uint8_t { bureau, platform, delta };
    enum class Status : std::uint8_t { unsent, open, yes, no, undone };

    /// A settlement or a cancel under one message id.
    struct Message {
        std::string id;
        std::string key;  ///< Delta
        std::string day;  ///< Delta: assigned when it is sent
        std::string cleared_day;
        std::int64_t total = 0;  ///< a settlement: what it claims
        int refusal = 0;         ///< why not
        Status status{};
        bool may_have_happened = false;
        bool is_being_undone = false;
        bool was_undone_ever = false;
        bool was_cancelled = false;
        std::size_t cancels = 0;  ///< a cancel: the index of its settlement
        Answer answer;            ///< of a yes
    };
    enum class Stage : std::uint8_t {
        waiting,
        registering,
        uploading,
        counting,  ///< of a stay: which lines are to be billed
        quoting,
        settling,
        looking_up,
        undoing,
        cancelling,
        done
    };
    struct Stay;
    struct Case {
        int number = 0;
        std::string person, institution, treatment_division, insured_division, insurance, bill, begin_day;
        bool inpatient = false;
        std::int64_t total = 0;
        std::vector<FeeRow> lines;
        std::string visit, quote;
        Stage stage{};
        std::deque<Message> settlements;
        std::deque<Message> cancels;
        std::size_t current = 0;
        std::uint64_t question = 0;
        int attempts = 0;
        bool is_to_be_cancelled = false;
        bool cannot_be_undone = false;
        Stay* stay = nullptr;      ///< whose lines it shares with other bills; null: they are its own
        bool closes_stay = false;  ///< whoever makes it sees to it that nothing is left
    };
    /// A stay whose staff make several bills, each of all lines that nobody has settled when they look: two may want
    /// the same.
    struct Stay {
        Case form;  ///< of each bill
        PlannedStay planned;
        Ward ward;
        std::vector<Case*> bills;
        bool is_under_way = false;
        bool is_billed_to_its_end = false;
    };

    Asker(Schedule& schedule, Network& network, Party party, Style style, WallClock clock, std::vector<Party> gateways,
          Habits habits)
        : habits(habits),
          schedule_(schedule),
          network_(network),
          party_(party),
          style_(style),
          clock_(clock),
          gateways_(std::move(gateways)) {}

    Habits habits;
    /// The day a message sent now belongs to (Delta: our open day).
    std::function<std::string()> open_day;
    /// Whether our close has decided about it already: then it is cancelled, not reversed.
    std::function<bool(const Message&)> is_in_closed_day;

    void begin(Case bill, Millis after);
    /// Billed until nothing is left of it.
    void begin_stay(Case first, PlannedStay planned, Millis after);
    /// No more fits of temper: asks until every bill has its outcome.
    void settle_down() { is_calm_ = true; }
    bool is_done() const;
    void crash();
    void restart();
    bool is_up() const { return up_; }

    // Its books, for the auditor and for the days.
    const std::deque<Case>& cases() const { return cases_; }
    std::deque<Case>& cases() { return cases_; }
    const std::deque<Stay>& stays() const { return stays_; }
    const std::vector<std::string>& complaints() const { return complaints_; }
    Style style() const { return style_; }

private:
    void go_on(Case& c);
    void go_on_after(Case& c, Millis pause);
    Millis pause();
    Question question_about(Ask ask, const Case& c, std::string message) const;
    void ask(Case& c, Question question);
    void ask_copies(Case& c, const Question& question);
    void on_answer(Case& c, Ask asked, const Answer* answer);
    void on_registered(Case& c, const Answer* answer);
    void on_uploaded(Case& c, const Answer* answer);
    void on_quoted(Case& c, const Answer* answer);
    void on_counted(Case& c, const Answer* answer);
    void on_settle_answer(Case& c, const Answer* answer);
    void on_looked_up(Case& c, const Answer* answer);
    void on_undone(Case& c, const Answer* answer);
    void on_cancelled(Case& c, const Answer* answer);
    void note(Case& c, Message& message, const Answer& answer);
    void decide(Case& c, const Answer* last);
    void decide_doubt(Case& c);
    void decide_settled(Case& c);
    void decide_unsettled(Case& c);
    bool goes_on_with_another(Case& c);
    void take_new_message(Case& c);
    void quote_or_settle(Case& c);
    void nothing_to_bill(Case& c);
    void begin_rest_of(Stay& stay);
    Case& begin_next_bill_of(Stay& stay, Millis after);
    void discharge_when_due(Stay& stay);
    void begin_cancel(Case& c);
    void undo_ended(Case& c, Message& message, Undone how);
    void complain(const Case& c, const std::string& what);
    Millis patience();
    Party some_gateway() { return schedule_.random.one_of(gateways_); }

    Schedule& schedule_;
    Network& network_;
    Party party_;
    Style style_;
    WallClock clock_;
    std::vector<Party> gateways_;
    bool up_ = true;
    bool is_calm_ = false;
    int lives_ = 0;
    int made_ = 0;
    std::deque<Case> cases_;
    std::deque<Stay> stays_;
    std::vector<std::string> complaints_;
};

/// The bill as its asker's books have it: how often it is settled, and with which amounts.
std::vector<const Asker::Message*> live_settlements(const Asker::Case& bill);
/// Refused because the lines of its stay were not what they were when its clerk looked.
bool was_overtaken(const Asker::Message& bill);

}  // namespace clearing::simulation
