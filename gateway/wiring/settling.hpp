#pragma once

#include "gateway/services/settlement/desk_service.hpp"
#include "gateway/services/settlement/fee_forwarder.hpp"
#include "gateway/services/settlement/ordered_reversals.hpp"
#include "gateway/services/settlement/resolver.hpp"
#include "gateway/wiring/books.hpp"
#include "gateway/wiring/loops.hpp"

#include <string>

namespace clearing::wiring {

/// The desk, and what goes on behind it: open outcomes are asked about, or reversed by order; fee lines are forwarded.
class Settling {
public:
    /// What it needs of the world. References outlive it.
    struct Ports {
        const mapping::TablesInForce& tables_in_force;
        Books& books;
        const ports::OtherSides& other_sides;
        ports::Clock& clock;
        ports::Timers& timers;
        ports::Digest& digest;
        ports::Randomness& randomness;
    };
    Settling(const config::Config& config, const std::string& process, Ports ports);
    Settling(const Settling&) = delete;
    Settling& operator=(const Settling&) = delete;

    settlement::DeskService& desk() { return desk_; }
    settlement::OrderedReversals& reversals() { return reversals_; }
    const settlement::Surroundings& surroundings() const { return surroundings_; }
    /// One of each per peer: a silent one holds up nobody else's.
    void start(Loops& loops);

private:
    ports::awaitable<void> resolve(PeerName peer);
    ports::awaitable<void> forward_fees(PeerName peer);

    const ports::OtherSides& other_sides_;
    settlement::Surroundings surroundings_;
    settlement::DeskService desk_;
    settlement::OrderedReversals reversals_;
    settlement::Resolver resolver_;
    settlement::FeeForwarder forwarder_;
};

}  // namespace clearing::wiring
