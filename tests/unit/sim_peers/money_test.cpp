#include "sim-peers/money.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing::peers;

BOOST_AUTO_TEST_SUITE(sim_peers_money)

BOOST_AUTO_TEST_CASE(yuan_become_fen_exactly) {
    BOOST_TEST(read_fen("1368.83")->value == 136883);
    BOOST_TEST(read_fen("-3520.0")->value == -352000);
    BOOST_TEST(read_fen("4")->value == 400);
    BOOST_TEST(read_fen("69.6000")->value == 6960);
}

BOOST_AUTO_TEST_CASE(more_than_two_decimals_are_no_amount) {
    for (const char* text : {"1.234", "", "-", ".", "1,000.00", "1e3", "99999999999999999999", "1.2.3"}) {
        BOOST_TEST(!read_fen(text), text << " was read");
    }
}

BOOST_AUTO_TEST_CASE(amounts_are_written_with_two_decimals) {
    BOOST_TEST(to_text(Fen{-5}) == "-0.05");
    BOOST_TEST(to_text(Fen{136883}) == "1368.83");
    BOOST_TEST(to_text(Fen{0}) == "0.00");
}

BOOST_AUTO_TEST_CASE(shares_round_half_away_from_zero) {
    BOOST_TEST(share_of(Fen{452}, *read_ratio("0.05")).value == 23);  // 0.226 → 0.23, as the real 2204 answer
    BOOST_TEST(share_of(Fen{10}, *read_ratio("0.05")).value == 1);    // 0.005 → 0.01
    BOOST_TEST(share_of(Fen{-10}, *read_ratio("0.05")).value == -1);
    BOOST_TEST(share_of(Fen{9}, *read_ratio("0.05")).value == 0);
}

BOOST_AUTO_TEST_CASE(count_times_price_is_exact_up_to_the_last_rounding) {
    BOOST_TEST(product("3", "0.3333")->value == 100);
    BOOST_TEST(product("-20.0", "176.0")->value == -352000);
    BOOST_TEST(product("0.5", "0.01")->value == 1);
    BOOST_TEST(!product("x", "1"));
}

BOOST_AUTO_TEST_SUITE_END()
