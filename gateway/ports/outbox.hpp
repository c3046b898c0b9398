#pragma once

#include "gateway/domain/fee_line.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// The lines of one settled bill, to be told to the insured side (SETTLEMENT §4: within three days, in order per stay).
struct FeeBatch {
    long long no = 0;         ///< of the outbox row
    SettlementRecord record;  ///< booked; visitors only
    std::vector<FeeLine> lines;
    int attempts = 0;  ///< so far
    Instant queued_at{};
};

/// Written by SettlementStore::apply (take_lines) in the commit of the booking; withdrawn with free_lines. Errors:
/// store_unavailable.
class Outbox {
public:
    virtual ~Outbox() = default;

    /// The longest waiting batch that is due, never one whose stay has an earlier batch pending. One process asks at a
    /// time; repeating before done or failed answers the same batch.
    virtual awaitable<Result<std::optional<FeeBatch>>> next_due(Instant now) = 0;
    virtual awaitable<Result<void>> done(long long no, Instant at) = 0;
    /// `reason` is an error's stable code and words; no person data.
    virtual awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) = 0;
};

}  // namespace clearing::ports
