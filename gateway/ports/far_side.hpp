#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <vector>

namespace clearing::ports {

/// A line of a platform's list whose message id is one of ours: where the platform keeps a record we may be in doubt
/// about (SETTLEMENT §5, Asking the national side).
struct FoundThere {
    MessageId our_message;
    SettlementId their_id;
    VisitId their_visit;

    bool operator==(const FoundThere&) const = default;
};

/// A day as a platform shows it that stands between us and the far side (SETTLEMENT §5, Three parties with the hub).
struct FarSideView {
    std::vector<DayLine> lines;          ///< the platform's, under our keys; those below are not among them
    std::vector<SettlementKey> not_yet;  ///< ours that it has not matched with the far side yet: they stay carried
    std::vector<FoundThere> found;       ///< of the lines that only the platform has
};

/// What a day's comparison with three parties writes down. Errors everywhere: store_unavailable.
class FarSideStore {
public:
    virtual ~FarSideStore() = default;

    /// These lines leave the day's content and are carried: the pair's next day takes them in late. A day that is open
    /// or agreed is left as it is; repeating is harmless.
    virtual awaitable<Result<void>> carry_on(DayKey key, std::vector<SettlementKey> lines) = 0;

    /// Visitors in doubt whose message is named get the platform's ids, and are asked about at once. Answers those that
    /// were in doubt; for the others nothing changes.
    virtual awaitable<Result<std::vector<FoundThere>>> name_found(PlatformName platform, std::vector<FoundThere> found,
                                                                  Instant at) = 0;
};

}  // namespace clearing::ports
