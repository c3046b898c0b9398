#include "gateway/wiring/open_files.hpp"

#include "gateway/infra/postgres/long_work.hpp"

#include <algorithm>

namespace clearing::wiring {
namespace {

/// The log, what is read and written by the way, the listening sockets, and what libraries keep open.
constexpr std::size_t open_besides = 100;

std::size_t doors_with_handshakes(const config::Config& config) {
    const auto has_its_own = [](const config::Platform& row) { return row.listen.has_value(); };
    constexpr std::size_t bureau_delta_national_and_api = 4;
    return bureau_delta_national_and_api +
           static_cast<std::size_t>(std::ranges::count_if(config.platforms, has_its_own));
}

std::size_t connections_to_peers(const config::Config& config) {
    std::size_t connections = config.bureau_core.max_in_flight;
    for (const config::Platform& row : config.platforms)
        connections += row.addresses.size() * row.max_in_flight;
    return connections;
}

}  // namespace

std::size_t open_files_of(const config::Config& config) {
    constexpr std::size_t unix_socket_and_metrics = 2;
    const std::size_t at_doors = 2 * doors_with_handshakes(config) + unix_socket_and_metrics;
    return at_doors * config.limits.max_connections + config.database.pool_size +
           postgres::for_long_work({}).connections + connections_to_peers(config) + open_besides;
}

}  // namespace clearing::wiring
