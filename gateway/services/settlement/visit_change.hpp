#pragma once

#include "gateway/services/settlement/world.hpp"

#include <functional>

namespace clearing::settlement {

/// Changes a visit as it stands by now: another message of it may have changed it while this one asked the other side.
/// `change` may run more than once. Errors: visit_unknown, store_unavailable.
awaitable<Result<void>> change_visit(const World& world, VisitId id, std::function<void(Visit&)> change);

}  // namespace clearing::settlement
