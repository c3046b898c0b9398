#pragma once

#include "gateway/domain/prefund_movement.hpp"
#include "tests/simulation/daemon.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace clearing::simulation {

/// The people who enter what has come or gone at the bank of a counterparty's prefund, and those who release it; they
/// repeat an order until it is answered, and keep a book of what they were told is released.
class Treasury {
public:
    struct Entry {
        PrefundMovement movement;
        long long no = 0;  ///< once it is entered
        bool is_released = false;
        bool is_over = false;  ///< released, or refused for good
        std::uint64_t question = 0;
    };

    Treasury(Schedule& schedule, const std::vector<std::unique_ptr<Daemon>>& daemons, std::uint64_t seed)
        : schedule_(schedule), daemons_(daemons), random_(seed) {}

    void move(const PrefundKey& key, PrefundMovementKind kind, std::int64_t fen, Millis after, Date paid_on);
    bool is_done() const;
    const std::deque<Entry>& entries() const { return entries_; }

private:
    void go_on_after(Entry& entry, Millis span);
    void go_on(Entry& entry);
    void on_answer(Entry& entry, const Result<long long>& answer);

    Schedule& schedule_;
    const std::vector<std::unique_ptr<Daemon>>& daemons_;
    Random random_;
    std::deque<Entry> entries_;
};

}  // namespace clearing::simulation
