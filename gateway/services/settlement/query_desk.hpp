#pragma once

#include "gateway/ports/desk.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// 5201, 5203, 5204 and Delta's query: our books, our ids, no side effect. In doubt answers GW3.
class QueryDesk {
public:
    explicit QueryDesk(const World& world) : world_(world) {}

    awaitable<Result<std::vector<Visit>>> visits(Call call, VisitQuery query);
    awaitable<Result<ports::SettlementView>> settlement(Call call, SettlementQuery query);
    awaitable<Result<std::vector<ports::FeeView>>> fees(Call call, SettlementQuery query);
    awaitable<Result<QueryResult>> by_key(Call call, SettlementKey key);

private:
    awaitable<Result<SettlementRecord>> find(Call call, SettlementQuery query);

    const World& world_;
};

}  // namespace clearing::settlement
