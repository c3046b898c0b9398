#pragma once

#include "gateway/services/settlement/runner.hpp"

#include <map>

namespace clearing::settlement {

struct BackOff {
    std::chrono::milliseconds first{2'000};
    std::chrono::milliseconds longest{300'000};
};

/// Takes care of what is in doubt, reversing, or was left awaiting by a crash, and of cancels of our own that could not
/// be sent: asks again with back-off, for ever (SETTLEMENT §2). A loop outside drives step(); tests drive it
/// themselves.
class Resolver {
public:
    Resolver(const Surroundings& surroundings, BackOff back_off, std::chrono::milliseconds longest_deadline)
        : surroundings_(surroundings), back_off_(back_off), longest_deadline_(longest_deadline) {}

    /// One round over everything unresolved that is due. Answers how many moved. Errors: store_unavailable; what one
    /// record met (the others were asked nevertheless).
    awaitable<Result<int>> step();

    /// The next round asks everything, however recently it was asked (an operator's order, a day's close).
    void forget_back_off() { waiting_.clear(); }

private:
    struct Waiting {
        std::chrono::steady_clock::time_point next;
        std::chrono::milliseconds span;
    };
    bool is_due(SettlementNo no) const;
    void wait_longer(SettlementNo no);
    awaitable<Result<SettlementRecord>> resolve(SettlementRecord record);
    awaitable<Result<std::vector<SettlementRecord>>> owed_cancels();
    awaitable<Result<SettlementRecord>> ask(const World& world, SettlementRecord record);

    const Surroundings& surroundings_;
    BackOff back_off_;
    std::chrono::milliseconds longest_deadline_;
    std::map<SettlementNo, Waiting> waiting_;
};

}  // namespace clearing::settlement
