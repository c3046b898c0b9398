#pragma once

#include "tests/simulation/adjustment_book.hpp"
#include "tests/simulation/calendar.hpp"
#include "tests/simulation/hurt_lines.hpp"
#include "tests/simulation/network.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace clearing::simulation {

/// How an answering side behaves, in parts of ten thousand; all of it allowed by SETTLEMENT.md.
struct Temper {
    int refuses = 0;
    int is_unavailable = 0;    ///< answers "nothing happened", and nothing did
    int answers_in_doubt = 0;  ///< books, and answers that it does not know
    int is_unbalanced = 0;     ///< answers and books a split that breaks law A
    int works_long = 0;
    int refuses_cancels = 0;
    int not_reversible = 0;   ///< of a booked settlement, whatever the day
    int changes_benefit = 0;  ///< between quote and settlement
    bool undoes_cancels = false;
    bool closes_at_midnight = false;  ///< national: what was settled yesterday is not reversed
    Millis longest_work = 40 * second;
};

/// Whoever insures and answers, with books of its own: Shanghai's gateway (named by settlement key, takes part in
/// days), the province behind the hub and the bureau's core (named by message). Written from SETTLEMENT.md: idempotent,
/// fences on reverse, answers queries without effect.
class InsuredSide : public Endpoint {
public:
    enum class State : std::uint8_t { in_progress, refused, booked, reversed, cancelled };
    struct Entry {
        State state{};
        bool is_cancel = false;
        std::string id;  ///< what it is idempotent on: key or message
        std::string own_id;
        std::string message;
        std::string institution, insured_division, person, bill, insurance;
        bool inpatient = false;
        Amounts amounts;
        std::string original;  ///< id of the cancelled one
        std::string day;       ///< Delta: told; elsewhere of settled_at
        std::string settled_at;
        std::string cleared_day;
        int refusal = 0;
        std::optional<bool> can_be_reversed;  ///< decided once
    };
    struct PartnerDay {
        std::set<std::string> carried, late;
        std::set<std::string> left_out;  ///< of what was agreed
        bool agreed = false;
        std::vector<ClearedCell> agreed_cells;
        std::vector<ClearedCell> agreed_adjustments;
    };
    enum class Naming : std::uint8_t { by_key, by_message };

    InsuredSide(Schedule& schedule, Party party, Naming naming, WallClock clock, Temper temper)
        : temper(temper), schedule_(schedule), party_(party), naming_(naming), clock_(clock) {}

    Temper temper;
    std::optional<HurtLines> hurt;  ///< what its lists of days lack or tell otherwise for a while

    bool is_up() const override { return up_; }
    void receive(Party from, QuestionPtr question, Reply reply) override;
    void crash();
    void restart();

    // Its books, for the auditor.
    const std::map<std::string, Entry>& entries() const { return entries_; }
    const std::map<std::string, PartnerDay>& days() const { return days_; }
    /// Lines that came for a settlement, by its key.
    const std::map<std::string, std::vector<FeeRow>>& fees() const { return fees_; }
    const AdjustmentBook& adjustments() const { return adjustments_; }
    std::vector<Row> rows_of(const std::string& day) const;
    static bool is_listed(const Entry& entry) {
        return entry.state == State::booked || entry.state == State::cancelled;
    }

private:
    Answer answer_at_once(const Question& question);
    void settle(const Question& question, Reply reply);
    void cancel(const Question& question, Reply reply);
    void work_on(Entry entry, const Question& question, Reply reply);
    Answer finish(const std::string& id);
    Answer answer_of(const Entry& entry) const;
    Answer reverse(const Question& question);
    Answer query(const Question& question) const;
    Answer take_fees(const Question& question);
    Answer close_day(const Question& question);
    Answer tell_lines(const Question& question) const;
    bool lacks(const std::string& id) const { return hurt && hurt->lacks(id); }
    /// As its lists tell it.
    Row row_of(const Entry& entry) const;
    Answer agree(const Question& question);
    Answer adjust(const Question& question);
    std::optional<int> final_refusal(const Question& question, const Entry& entry);
    std::optional<int> refusal_of_adjustment(const Question& question, const Entry& entry) const;
    Answer say_again(const Question& question, const PartnerDay& day) const;
    Answer quote(const Question& question);
    Amounts split(const Question& question, bool unbalanced) const;
    std::optional<int> refusal_of(const Question& question) const;
    bool takes_part_in_days() const { return naming_ == Naming::by_key; }
    bool day_is_closed_for(const Entry& entry) const;
    Entry* find_original(const Question& question);

    Schedule& schedule_;
    Party party_;
    Naming naming_;
    WallClock clock_;
    bool up_ = true;
    int lives_ = 0;
    int made_ = 0;
    int benefit_version_ = 1;
    std::map<std::string, Entry> entries_;
    std::map<std::string, std::string> visits_;  ///< message → our id of the visit
    std::map<std::string, PartnerDay> days_;     ///< closed by the partner
    std::map<std::string, std::vector<FeeRow>> fees_;
    AdjustmentBook adjustments_;
    std::map<std::string, int> refused_adjustments_;  ///< message → why
};

}  // namespace clearing::simulation
