#pragma once

#include "gateway/domain/back_off.hpp"
#include "gateway/ports/outbox.hpp"
#include "gateway/ports/timers.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

struct ForwardRules {
    std::string owner;  ///< this daemon, by a name no other process has
    BackOff back_off = {std::chrono::seconds(5), std::chrono::minutes(10)};
    std::chrono::milliseconds limit = std::chrono::hours(72);  ///< SETTLEMENT §4: within three days; then it is parked
    std::chrono::milliseconds hold{60'000};                    ///< a batch taken is nobody else's for so long
    /// From one batch to the next at least: it has three days, and who stands at a desk meanwhile has a second.
    std::chrono::milliseconds pace{10};
};

/// Fee lines follow their settlement to the insured side within three days, in order per stay, never discarded
/// (SETTLEMENT §4): what is refused, or is not taken in within the limit, is parked with an alarm until an operator
/// resumes it. A loop outside drives step(); tests drive it themselves.
class FeeForwarder {
public:
    FeeForwarder(const Surroundings& surroundings, ports::Outbox& outbox, ports::Timers& timers, ForwardRules rules)
        : surroundings_(surroundings), outbox_(outbox), timers_(timers), rules_(std::move(rules)) {}

    /// Sends a peer at most `batches` that are due. Answers how many it has taken.
    awaitable<Result<int>> step(PeerName peer, std::size_t batches);

private:
    awaitable<Result<int>> forward(std::vector<ports::FeeBatch> batches, Instant taken_until);
    awaitable<Result<void>> send(const ports::FeeBatch& batch);
    awaitable<void> keep_pace(std::chrono::steady_clock::time_point since);
    awaitable<Result<void>> put_back(const ports::FeeBatch& batch, Error why);

    const Surroundings& surroundings_;
    ports::Outbox& outbox_;
    ports::Timers& timers_;
    ForwardRules rules_;
};

}  // namespace clearing::settlement
