#pragma once

#include "gateway/ports/outbox.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

struct ForwardPause {
    std::chrono::milliseconds first{5'000};
    std::chrono::milliseconds longest{600'000};
};

/// Fee lines follow their settlement to the insured side within three days, in order per stay, never discarded
/// (SETTLEMENT §4). A loop outside drives step(); tests drive it themselves.
class FeeForwarder {
public:
    FeeForwarder(const Surroundings& surroundings, ports::Outbox& outbox, ForwardPause pause)
        : surroundings_(surroundings), outbox_(outbox), pause_(pause) {}

    /// Sends at most `batches` that are due. Answers how many were taken by the other side.
    awaitable<Result<int>> step(int batches);

private:
    awaitable<Result<void>> send(const ports::FeeBatch& batch);

    const Surroundings& surroundings_;
    ports::Outbox& outbox_;
    ForwardPause pause_;
};

}  // namespace clearing::settlement
