#pragma once

#include "gateway/services/reconciliation/day_world.hpp"

namespace clearing::reconciliation {

/// Only what matches hospital ⇄ treatment region is allocated (DOMAIN §2), where a policy row says that clearing waits
/// for it: the other lines of visitors are carried, before the day is compared by whatever route. Errors:
/// store_unavailable.
awaitable<Result<void>> carry_unconfirmed(const DayWorld& world, DayKey key);

}  // namespace clearing::reconciliation
