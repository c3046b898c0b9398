#pragma once

#include "gateway/domain/prefund.hpp"
#include "gateway/infra/postgres/kind.hpp"

namespace clearing::postgres {

/// Somebody was turned away at a prefund's limit. What was turned away is rolled back, so the note is a write of its
/// own, for whom nobody waits.
struct ReachedLimit {
    PrefundKey key;
    Instant at{};
};

/// note_reached_limit (prefund_rows.hpp).
extern const WriteKind<ReachedLimit, void> reached_limits;

}  // namespace clearing::postgres
