#include "gateway/services/prefund/movements.hpp"

namespace clearing::prefund {

awaitable<Result<ports::KeptPrefundMovement>> Movements::enter(PrefundMovement movement) {
    movement.made_at = world_.clock.now();
    if (local_date(movement.made_at) < movement.paid_on)
        co_return fail(ErrorCode::invalid_value, "lies in the future", {"paid_on"});
    // Its posting would stand on a day that nobody ever closes.
    const auto& router = *world_.tables_in_force.current()->router;
    if (!router.platform_serves(movement.platform, movement.key.counterparty))
        co_return fail(ErrorCode::invalid_value, "does not serve the counterparty", {"platform"});
    co_return co_await world_.book.enter(std::move(movement));
}

awaitable<Result<ports::KeptPrefundMovement>> Movements::release(long long movement_no, std::string by) {
    const Instant now = world_.clock.now();
    auto released = co_await world_.book.release(movement_no, std::move(by), now);
    if (!released) co_return released;
    const PrefundKey key = released->movement.key;
    const auto marks = world_.tables_in_force.current()->prefund->marks(key.counterparty, local_date(now));
    // The release stands; where this look fails, the daily one follows.
    if (marks) static_cast<void>(co_await world_.book.look(key, *marks, now));
    co_return released;
}

}  // namespace clearing::prefund
