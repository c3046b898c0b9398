#pragma once

#include "gateway/api/route.hpp"

namespace clearing::api {

/// The answer to a step that was refused. Forbidden means that whoever made a thing tried to check or release it as
/// well: that goes on record (api_caller_refused) like any other caller without the right, and what cannot be recorded
/// is told instead.
ports::awaitable<http::Response> answer_refused_step(World& world, const Ask& ask, Error error);

}  // namespace clearing::api
