#pragma once

#include "gateway/domain/fee_line.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::ports {

/// The lines of one settled bill, to be told to the insured side (SETTLEMENT §4: within three days, in order per stay).
struct FeeBatch {
    long long no = 0;         ///< of the outbox row
    SettlementRecord record;  ///< booked; visitors only
    std::vector<FeeLine> lines;
    int attempts = 0;  ///< so far
    Instant queued_at{};
    /// How often a person had it told anew after a refusal: then under another message id, for a refused one stays
    /// refused (SETTLEMENT §1).
    int asked_anew = 0;
};

/// Who wants work, and until when it is theirs alone.
struct OutboxQuery {
    std::string owner;
    PeerName peer;
    Instant now{};
    Instant taken_until{};
    std::size_t at_most = 1;
};

enum class OutboxState : std::uint8_t { pending, parked, done, withdrawn };
constexpr std::string_view name_of(OutboxState state) {
    constexpr std::string_view names[]{"pending", "parked", "done", "withdrawn"};
    return names[static_cast<std::size_t>(state)];
}

/// A row as the operator sees it.
struct OutboxItem {
    long long no = 0;
    SettlementId settlement;
    PeerName peer;
    OutboxState state{};
    int attempts = 0;
    std::string last_failure;
    Instant queued_at{}, next_try_at{};
};

/// Whether anything is sent to a peer that is not real time.
struct ForwardingSwitch {
    PeerName peer;
    bool on = true;
    std::string changed_by;
    Instant changed_at{};
};

/// What has to be told later. Written by SettlementStore::apply (take_lines) in the commit of the booking; withdrawn
/// with free_lines; never discarded. Shared by all daemons of one database. Errors: store_unavailable; others as said.
class Outbox {
public:
    virtual ~Outbox() = default;

    /// The longest waiting batches for the peer that are due and nobody's, never one whose stay has an earlier batch
    /// pending or parked: one of a stay. Nothing while the peer's switch is off.
    virtual awaitable<Result<std::vector<FeeBatch>>> take_due(OutboxQuery query) = 0;
    /// Those of them that are still pending.
    virtual awaitable<Result<void>> done(std::vector<long long> batches, Instant at) = 0;
    /// `reason` is an error's stable code; no person data.
    virtual awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) = 0;
    /// No more tries of its own accord; the alarm is raised in the same commit.
    virtual awaitable<Result<void>> park(long long no, std::string reason, std::string alarm, Instant at) = 0;

    /// Parked ones are pending again, from now: one, or all of a peer; told anew where they were refused (reason: the
    /// code of an error of the class refused). Answers how many. Audited.
    virtual awaitable<Result<long long>> resume(std::optional<long long> no, PeerName peer, std::string actor,
                                                Instant at) = 0;
    /// Audited.
    virtual awaitable<Result<void>> set_forwarding(ForwardingSwitch wanted) = 0;
    /// Peers that were ever switched.
    virtual awaitable<Result<std::vector<ForwardingSwitch>>> switches() = 0;
    virtual awaitable<Result<std::vector<OutboxItem>>> list(std::optional<OutboxState> state, std::size_t limit) = 0;
};

}  // namespace clearing::ports
