#pragma once

#include "tests/simulation/adjustment_book.hpp"
#include "tests/simulation/daemon.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace clearing::simulation {

/// The people of our bureau who adjust what visitors' settlements clear: one proposes what another one accepts and may
/// withdraw; disputes are lost and won; whoever is told by an alarm that an adjustment stands nowhere, or may stand
/// there alone, has it sent again or gives it up. They repeat an order until it is answered, and keep books of their
/// own of what they were told. Chance of its own for what they want.
class AuditOffice {
public:
    enum class Stage : std::uint8_t { proposing, notifying, accepting, withdrawing, losing, winning, done };
    struct Task {
        AdjustmentOrder order;
        std::string key;  ///< of the settlement
        Stage stage{};
        bool is_taken_back_later = false;
        std::uint64_t question = 0;
        std::vector<AdjustmentRow> released;  ///< somebody was told that it is ordered
    };

    AuditOffice(Schedule& schedule, const GatewayBooks& books, const std::vector<std::unique_ptr<Daemon>>& daemons,
                std::uint64_t seed)
        : schedule_(schedule), books_(books), daemons_(daemons), random_(seed) {}

    /// So many orders until then.
    void plan(int orders, Millis until);
    /// No new orders; what was refused there is given up.
    void settle_down() { is_calm_ = true; }
    /// Nothing is to be done any more as far as they know.
    bool is_done() const;

    const std::deque<Task>& tasks() const { return tasks_; }
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    void begin();
    void go_on_after(Task& task, Millis span);
    void go_on(Task& task);
    void on_answer(Task& task, const Result<void>& answer);
    void step_done(Task& task);
    void release(Task& task);
    bool stands_in_books(const Task& task) const;
    void look_at_alarms();
    void look_at(const std::string& alarm);
    void decide(const tests::MemoryBooks::KeptOffer& parked);
    Daemon* some_daemon();
    Millis pause() { return random_.between(100, 5 * second); }

    Schedule& schedule_;
    const GatewayBooks& books_;
    const std::vector<std::unique_ptr<Daemon>>& daemons_;
    Random random_;
    bool is_calm_ = false;
    std::size_t alarms_seen_ = 0;
    std::deque<std::string> open_alarms_;
    std::deque<Task> tasks_;
    std::vector<std::string> complaints_;
};

}  // namespace clearing::simulation
