#include "gateway/wiring/settling.hpp"

#include "gateway/infra/log/log.hpp"
#include "gateway/wiring/rules.hpp"

namespace clearing::wiring {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t fee_batches_per_step = 200;

}  // namespace

Settling::Settling(const config::Config& config, const std::string& process, Ports ports)
    : other_sides_(ports.other_sides),
      surroundings_{
          ports.tables_in_force,    ports.clock,      ports.digest,         ports.randomness,   ports.books.visits,
          ports.books.settlements,  ports.books.days, ports.books.mappings, ports.books.alarms, ports.other_sides,
          settlement_limits(config)},
      desk_(surroundings_),
      reversals_(surroundings_, ports.books.reversal_orders),
      resolver_(surroundings_, ports.books.doubts, resolver_rules(config, process)),
      forwarder_(surroundings_, ports.books.outbox, ports.timers, forward_rules(config, process)) {}

void Settling::start(Loops& loops) {
    for (const PeerName& peer : settlement::peers_to_ask(other_sides_)) {
        loops.start("resolver of " + peer.text, milliseconds(500), [this, peer] { return resolve(peer); });
        loops.start("fee forwarder of " + peer.text, milliseconds(500), [this, peer] { return forward_fees(peer); });
    }
}

ports::awaitable<void> Settling::resolve(PeerName peer) {
    auto moved = co_await resolver_.step(peer);
    if (!moved) log::warning("resolver_waits", {{"peer", peer.text}, {"code", stable_code(moved.error().code)}});
    if (moved && *moved > 0) log::info("settlements_resolved", {{"peer", peer.text}, {"count", *moved}});
}

ports::awaitable<void> Settling::forward_fees(PeerName peer) {
    auto taken = co_await forwarder_.step(peer, fee_batches_per_step);
    if (!taken) log::warning("fee_forwarder_waits", {{"peer", peer.text}, {"code", stable_code(taken.error().code)}});
}

}  // namespace clearing::wiring
