#pragma once

#include "gateway/services/prefund/movements.hpp"
#include "tests/simulation/gateway_books.hpp"
#include "tests/support/memory_prefund.hpp"

#include <string>

namespace clearing::simulation {

/// What a person orders about a prefund: to enter a movement, or, once it has a number, to release it.
struct PrefundOrder {
    PrefundMovement movement;
    long long no = 0;
    std::string releaser;
};

/// A daemon's services of prefunds on simulated clock and disk; they die with it.
class PrefundServices {
public:
    PrefundServices(GatewayBooks& books, tests::MemoryLink& link, ports::Clock& clock,
                    const mapping::TablesInForce& tables)
        : book_(books.settlements, link), movements_({tables, book_, clock}) {}

    /// Its number in the books.
    ports::awaitable<Result<long long>> carry_out(PrefundOrder order) {
        auto kept = order.no == 0 ? co_await movements_.enter(order.movement)
                                  : co_await movements_.release(order.no, order.releaser);
        if (!kept) co_return fail(kept.error());
        co_return kept->no;
    }

private:
    tests::MemoryPrefundBook book_;
    prefund::Movements movements_;
};

/// The reviewed tables with one policy for whoever has placed a prefund, made once a process.
std::shared_ptr<const mapping::Tables> tables_with(AtLimit at_limit,
                                                   const std::shared_ptr<const mapping::Tables>& tables);

}  // namespace clearing::simulation
