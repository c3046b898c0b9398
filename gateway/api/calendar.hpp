#pragma once

#include "gateway/api/route.hpp"
#include "gateway/api/schemas.hpp"

namespace clearing::api {

// The calendar: working days, when a day ends, what a deadline means.

ports::awaitable<http::Response> get_calendar(World& world, Ask ask);
ports::awaitable<http::Response> check_calendar(World& world, Ask ask);
ports::awaitable<http::Response> count_deadline(World& world, Ask ask);

std::span<const Route> calendar_routes();
std::span<const Schema> calendar_schemas();

}  // namespace clearing::api
