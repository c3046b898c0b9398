#pragma once

#include "gateway/api/route.hpp"
#include "gateway/api/schemas.hpp"
#include "gateway/services/prefund/movements.hpp"

#include <vector>

namespace clearing::api {

/// What the prefund's part of the interface stands on. Everything outlives it.
struct PrefundDesk {
    ports::PrefundBook& book;
    prefund::Papers& papers;
    prefund::Movements& movements;
};

/// Appended to routes() and schemas().
std::vector<Route> prefund_routes();
std::vector<Schema> prefund_schemas();

/// {counterparty} and {direction} of the path. Error: invalid_value.
Result<PrefundKey> prefund_key_of(const Ask& ask);

ports::awaitable<http::Response> list_prefunds(World& world, Ask ask);
ports::awaitable<http::Response> get_prefund(World& world, Ask ask);
ports::awaitable<http::Response> get_prefund_size(World& world, Ask ask);
ports::awaitable<http::Response> list_prefund_movements(World& world, Ask ask);
ports::awaitable<http::Response> list_urgent_increases(World& world, Ask ask);
ports::awaitable<http::Response> check_prefunds(World& world, Ask ask);
ports::awaitable<http::Response> enter_prefund_movement(World& world, Ask ask);
ports::awaitable<http::Response> release_prefund_movement(World& world, Ask ask);
ports::awaitable<http::Response> make_urgent_increase(World& world, Ask ask);

}  // namespace clearing::api
