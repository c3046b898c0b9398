#pragma once

#include "gateway/infra/postgres/pool.hpp"

namespace clearing::postgres {

/// A pool for what goes over whole days: few connections, statements that may take minutes and are planned each for
/// itself. Nothing of it goes over days while it holds a pair's lock. A stop cuts it (Pool::cut): all of it may be
/// begun again.
inline PoolConfig for_long_work(const std::string& url) {
    PoolConfig config;
    config.url = url;
    config.connections = 2;
    config.queue_limit = 64;
    config.statement_timeout = std::chrono::minutes(15);
    config.application_name = "gatewayd days";
    config.plans = Plans::fresh;
    return config;
}

}  // namespace clearing::postgres
