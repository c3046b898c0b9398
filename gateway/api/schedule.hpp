#pragma once

#include "gateway/api/route.hpp"
#include "gateway/api/schemas.hpp"

namespace clearing::api {

// What the daemon does by itself, and how far alarms have been told.

ports::awaitable<http::Response> get_schedule(World& world, Ask ask);
ports::awaitable<http::Response> list_deliveries(World& world, Ask ask);

std::span<const Route> schedule_routes();
std::span<const Schema> schedule_schemas();

}  // namespace clearing::api
