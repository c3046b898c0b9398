#pragma once

#include "tests/simulation/asker.hpp"
#include "tests/simulation/hurt_lines.hpp"
#include "tests/simulation/treating_adjustments.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace clearing::simulation {

/// The days of a Delta treatment side (SETTLEMENT §3): assigned at intent, switched at midnight, closed, compared and
/// proposed with whoever insures. Shanghai's, for residents of Ningbo.
class TreatingDays {
public:
    enum class State : std::uint8_t { open, closing, proposing, agreed };
    struct Day {
        State state{};
        bool is_fixed = false;
        std::set<std::string> carried, late;  ///< keys
        std::set<std::string> disputed;
        std::vector<ClearedCell> agreed_cells;
        std::vector<ClearedCell> agreed_adjustments;
    };

    TreatingDays(Schedule& schedule, Network& network, Party party, Asker& asker, WallClock clock,
                 std::vector<Party> gateways);

    std::optional<HurtLines> hurt;                     ///< what its lists of days lack or tell otherwise for a while
    const TreatingAdjustments* adjustments = nullptr;  ///< stated with the lines; null: they do not travel

    /// A message sent now belongs to it.
    std::string open_day();
    /// Takes up what is to be closed, again and again.
    void start();
    void crash();
    /// Nothing is expected to happen: looks more seldom.
    void set_night(bool night) { is_night_ = night; }
    /// Every day before this one is agreed.
    bool is_agreed_before(const std::string& day) const;

    const std::map<std::string, Day>& days() const { return days_; }
    std::vector<Row> rows_of(const std::string& day) const;

private:
    void look(int life);
    void go_on(const std::string& day, int life);
    bool lacks(const Asker::Message& message) const { return hurt && hurt->lacks(message.key); }
    bool is_hurt(const Asker::Message& message) const { return hurt && hurt->is_hurt(message.key); }
    bool has_awaiting(const std::string& day) const;
    void fix(const std::string& name, Day& day);
    void send_close(const std::string& day, int life);
    void fetch_rows(const std::string& day, int life);
    void propose(const std::string& day, int life);
    void agree(const std::string& name);
    Question question_about(Ask ask, const std::string& day) const;
    template <class F>
    void each_message(F visit) const;
    void ask(Question question, int life, std::function<void(const Answer*)> then);

    Schedule& schedule_;
    Network& network_;
    Party party_;
    Asker& asker_;
    WallClock clock_;
    std::vector<Party> gateways_;
    std::map<std::string, Day> days_;
    bool is_night_ = false;
    bool is_busy_ = false;
    Millis waited_since_ = 0;
    int lives_ = 0;
};

}  // namespace clearing::simulation
