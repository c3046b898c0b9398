#pragma once

#include "gateway/api/route.hpp"
#include "gateway/api/schemas.hpp"

#include <span>

namespace clearing::api {

// Comparing a day again, and the cases of lines that differ.
std::span<const Route> difference_routes();
std::span<const Schema> difference_schemas();

ports::awaitable<http::Response> reconcile_day(World& world, Ask ask);
ports::awaitable<http::Response> start_reconciling(World& world, Ask ask);
ports::awaitable<http::Response> list_cases(World& world, Ask ask);
ports::awaitable<http::Response> get_case(World& world, Ask ask);
ports::awaitable<http::Response> assign_case(World& world, Ask ask);
ports::awaitable<http::Response> note_case(World& world, Ask ask);
ports::awaitable<http::Response> resolve_case(World& world, Ask ask);

}  // namespace clearing::api
