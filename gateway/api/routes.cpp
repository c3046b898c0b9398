#include "gateway/api/calendar.hpp"
#include "gateway/api/difference_routes.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/prefund.hpp"
#include "gateway/api/route_table.hpp"
#include "gateway/api/schedule.hpp"

namespace clearing::api {

std::span<const Route> routes() {
    static const std::vector<Route> table = [] {
        std::vector<Route> all;
        const auto take_in = [&all](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
        // The document of the interface keeps this order.
        take_in(status_routes());
        take_in(settlement_routes());
        take_in(day_routes());
        take_in(statement_routes());
        take_in(found_difference_routes());
        take_in(mapping_routes());
        take_in(peer_routes());
        take_in(work_routes());
        take_in(record_routes());
        take_in(money_routes());
        take_in(prefund_routes());
        take_in(difference_routes());
        take_in(paper_routes());
        take_in(calendar_routes());
        take_in(schedule_routes());
        return all;
    }();
    return table;
}

}  // namespace clearing::api
