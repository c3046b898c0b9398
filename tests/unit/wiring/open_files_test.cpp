// How many files and sockets a configuration may come to need.
#include "gateway/wiring/open_files.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

BOOST_AUTO_TEST_SUITE(open_files_of_the_daemon)

BOOST_AUTO_TEST_CASE(full_doors_and_all_connections_of_ones_own_are_counted) {
    config::Config config;
    config.limits.max_connections = 1'000;
    const std::size_t alone = wiring::open_files_of(config);
    // Four doors with as many handshakes, the Unix socket and the metrics.
    BOOST_TEST(alone > 10'000U);
    config.limits.max_connections = 1'001;
    BOOST_TEST(wiring::open_files_of(config) == alone + 10);
    config.database.pool_size += 3;
    BOOST_TEST(wiring::open_files_of(config) == alone + 10 + 3);
    config.bureau_core.max_in_flight += 5;
    BOOST_TEST(wiring::open_files_of(config) == alone + 10 + 3 + 5);
}

BOOST_AUTO_TEST_CASE(a_platform_counts_with_its_connections_and_its_own_door) {
    config::Config config;
    config.limits.max_connections = 1'000;
    const std::size_t alone = wiring::open_files_of(config);
    config.platforms.emplace_back();
    config.platforms.back().addresses.resize(2);
    config.platforms.back().max_in_flight = 64;
    BOOST_TEST(wiring::open_files_of(config) == alone + 2 * 64);
    config.platforms.back().listen.emplace();
    BOOST_TEST(wiring::open_files_of(config) == alone + 2 * 64 + 2'000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
