#pragma once

#include "gateway/api/callers.hpp"
#include "gateway/api/world.hpp"
#include "gateway/infra/async/admission_line.hpp"
#include "gateway/infra/http/message.hpp"

#include <cstddef>
#include <string>

namespace clearing::api {

/// The daemon's own JSON API, /api/v1: a request in, a response out. It runs on the Unix socket and on 8443; the server
/// tells who calls (socket uid or verified certificate).
class Api {
public:
    Api(World world, Callers callers);

    /// Refusals are responses too; nothing is thrown for what a caller can do wrong.
    ports::awaitable<http::Response> handle(http::Request request);

private:
    ports::awaitable<http::Response> refuse_caller(std::string actor, std::string what, std::string note = {});
    ports::awaitable<http::Response> refuse_stranger(std::string actor);

    World world_;
    Callers callers_;
    /// How many of them the audit log takes: any holder of a certificate could fill it.
    async::AdmissionLine strangers_{{.of_a_peer = {.requests_per_second = 1, .burst = 100}}};
    std::size_t unaudited_ = 0;  ///< refused strangers since the last that is on record
};

}  // namespace clearing::api
