#pragma once

#include "tests/simulation/adjustment_book.hpp"
#include "tests/simulation/asker.hpp"

#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace clearing::simulation {

/// Shanghai's audit of its own hospitals: what it takes back of residents of Ningbo, and gives back. Asked first, until
/// it is answered, in the order made per settlement; in the book on the day of the answer (SETTLEMENT.md, delta.proto).
/// Chance of its own for what is ordered.
class TreatingAdjustments {
public:
    struct Asked {
        AdjustmentRow row;
        std::string insurance;
        bool inpatient = false;
        std::string day;        ///< assigned here
        std::string stands_on;  ///< as answered
        bool is_refused = false;
        std::uint64_t question = 0;
    };

    TreatingAdjustments(Schedule& schedule, Network& network, Asker& asker, std::vector<Party> gateways,
                        std::uint64_t seed)
        : schedule_(schedule), network_(network), asker_(asker), gateways_(std::move(gateways)), random_(seed) {}

    /// So many orders until then.
    void plan(int orders, Millis until);
    void crash() { ++lives_; }
    void restart();
    /// No new orders.
    void settle_down() { is_calm_ = true; }

    bool is_done() const;
    /// Before this day is stated: the answer to every one that names it.
    bool is_answered(const std::string& day) const;
    std::vector<ClearedCell> cells_of(const std::string& day) const { return book().cells_of(day); }
    /// What stands in it: taken in by the other side.
    AdjustmentBook book() const;
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    void order();
    std::optional<Asked> new_order(const Asker::Case& bill, const Asker::Message& message);
    std::optional<Asked> taking_back();
    void go_on_after(Asked& asked, Millis span);
    void go_on(Asked& asked);
    void send(Asked& asked);
    void on_answer(Asked& asked, const Answer* answer);
    bool waits_behind_another(const Asked& asked) const;

    Schedule& schedule_;
    Network& network_;
    Asker& asker_;
    std::vector<Party> gateways_;
    Random random_;
    bool is_calm_ = false;
    int lives_ = 0;
    std::deque<Asked> asked_;
    std::vector<std::string> complaints_;
};

}  // namespace clearing::simulation
