#pragma once

#include "gateway/api/callers.hpp"
#include "gateway/api/world.hpp"
#include "gateway/infra/http/message.hpp"

namespace clearing::api {

/// The daemon's own JSON API, /api/v1: a request in, a response out. It runs on the Unix socket and on 8443; the server
/// tells who calls (socket uid or verified certificate).
class Api {
public:
    Api(World world, Callers callers);

    /// Refusals are responses too; nothing is thrown for what a caller can do wrong.
    ports::awaitable<http::Response> handle(http::Request request);

private:
    ports::awaitable<http::Response> refuse_caller(std::string actor, std::string what);

    World world_;
    Callers callers_;
};

}  // namespace clearing::api
