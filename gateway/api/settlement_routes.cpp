#include "gateway/api/route_table.hpp"
#include "gateway/api/shared_parameters.hpp"

namespace clearing::api {

std::vector<Route> settlement_routes() {
    const Parameter state{
        "state",
        "state of the settlement",
        {"refused", "awaiting_answer", "not_sent", "in_doubt", "booked", "reversing", "reversed", "cancelled"}};
    const Parameter after{"after", "page: the `next` of the page before"};
    return {
        {"GET",
         "/settlements",
         {},
         "Settlements by id, a page at a time; nobody named",
         {state,
          shared::day,
          shared::direction,
          shared::platform,
          shared::counterparty,
          after,
          shared::limit,
          {"format", "", {"json", "csv"}},
          shared::bom},
         "",
         "SettlementList",
         list_settlements},
        {"GET", "/settlements/{id}", {}, "One settlement, the person masked", {}, "", "Settlement", get_settlement},
    };
}

}  // namespace clearing::api
