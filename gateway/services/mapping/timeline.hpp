#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/ports/mapping_store.hpp"

#include <vector>

namespace clearing::mapping {

/// Activations by (effective_at, no), as the store lists them.
using Timeline = std::vector<ports::MappingActivation>;

/// What is in force at `now`: the last one that stands and has begun. nullptr: nothing was ever activated.
const ports::MappingActivation* in_force(const Timeline& timeline, Instant now);

/// What a rollback goes back to: the last one before it that stands and names another version. nullptr: there is none.
const ports::MappingActivation* before_it(const Timeline& timeline, const ports::MappingActivation& present);

/// Those that stand and have not begun.
std::vector<long long> planned(const Timeline& timeline, Instant now);

/// The greatest number given so far; 0: none.
long long last_number(const Timeline& timeline);

}  // namespace clearing::mapping
