#pragma once

#include "gateway/api/world.hpp"

#include <string>

namespace clearing::api {

/// Whoever orders something is on record before it happens.
ports::awaitable<Result<void>> write_down(World& world, std::string event, std::string actor, std::string subject,
                                          std::string detail);

}  // namespace clearing::api
