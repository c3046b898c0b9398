// Money is integer fen, read from the exact decimals of the wire (DESIGN §3 rule 1).
#include "gateway/domain/money.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

Money yuan(std::string_view text) {
    return Money::parse(text).value();
}
Decimal decimal(std::string_view text) {
    return Decimal::parse(text).value();
}

/// "ok 6960" or the error's name.
std::string read_money(std::string_view text) {
    const auto money = Money::parse(text);
    return money ? "fen " + std::to_string(money->fen()) : std::string(text_of(money.error().code).name);
}
std::string read_decimal(std::string_view text) {
    const auto value = Decimal::parse(text);
    return value ? value->to_text() : std::string(text_of(value.error().code).name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(money)

BOOST_AUTO_TEST_CASE(amounts_are_read_as_exact_decimals) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"69.6", "fen 6960"},        // a string in 2206
        {"4", "fen 400"},            // an integer
        {"-3520.0", "fen -352000"},  // a refund
        {"0", "fen 0"},
        {"-0.00", "fen 0"},
        {"0.01", "fen 1"},
        {"-0.01", "fen -1"},
        {"1126.60", "fen 112660"},
        {"0.1", "fen 10"},      // not 0.1000000000000000055
        {"0.29", "fen 29"},     // 0.29 × 100 = 28.999999999999996 in doubles
        {"1.1000", "fen 110"},  // zeros beyond the second decimal say nothing
        {"007.50", "fen 750"},
        {"99999999999999.99", "fen 9999999999999999"},  // N(16,2)
        {"-99999999999999.99", "fen -9999999999999999"},
        {"100000000000000", "over_limit"},
        {"0.001", "too_many_decimals"},
        {"12.345", "too_many_decimals"},
        {"1E2", "wrong_type"},
        {"1e2", "wrong_type"},
        {"", "wrong_type"},
        {"-", "wrong_type"},
        {".", "wrong_type"},
        {".5", "wrong_type"},
        {"5.", "wrong_type"},
        {"--5", "wrong_type"},
        {"1.2.3", "wrong_type"},
        {"1,000", "wrong_type"},
        {" 5", "wrong_type"},
        {"5 ", "wrong_type"},
        {"NaN", "wrong_type"},
        {"0x10", "wrong_type"},
        {"１２", "wrong_type"},  // full-width digits
    };
    for (const auto& [text, expected] : table)
        BOOST_TEST(read_money(text) == expected, "'" << text << "' is read as " << read_money(text));
}

BOOST_AUTO_TEST_CASE(amounts_are_written_with_two_decimals_and_read_back) {
    const std::vector<std::pair<std::int64_t, std::string_view>> table{{0, "0.00"},
                                                                       {1, "0.01"},
                                                                       {-1, "-0.01"},
                                                                       {10, "0.10"},
                                                                       {112660, "1126.60"},
                                                                       {-352000, "-3520.00"},
                                                                       {INT64_MAX, "92233720368547758.07"},
                                                                       {INT64_MIN, "-92233720368547758.08"}};
    for (const auto& [fen, text] : table)
        BOOST_TEST(Money::from_fen(fen).to_yuan() == text);
    for (std::int64_t fen : {0L, 1L, -1L, 99L, 100L, -12345L, 9999999999999999L})
        BOOST_TEST(yuan(Money::from_fen(fen).to_yuan()).fen() == fen);
}

BOOST_AUTO_TEST_CASE(an_overflow_throws_and_never_wraps) {
    const Money most = Money::from_fen(INT64_MAX), least = Money::from_fen(INT64_MIN);
    const Money fen = Money::from_fen(1);
    BOOST_CHECK_THROW(most + fen, std::overflow_error);
    BOOST_CHECK_THROW(least - fen, std::overflow_error);
    BOOST_CHECK_THROW(-least, std::overflow_error);
    BOOST_CHECK_THROW(least.abs(), std::overflow_error);
    BOOST_CHECK_THROW(share_of(most, decimal("2")), std::overflow_error);
    BOOST_TEST(((most - fen + fen) == most));
}

BOOST_AUTO_TEST_CASE(a_failed_addition_leaves_the_sum_as_it_was) {
    Money sum = Money::from_fen(INT64_MAX);
    BOOST_CHECK_THROW(sum += Money::from_fen(1), std::overflow_error);
    BOOST_TEST(sum.fen() == INT64_MAX);
}

BOOST_AUTO_TEST_CASE(nine_thousand_of_the_largest_amounts_still_add_up) {
    const Money largest = yuan("99999999999999.99");
    Money sum;
    for (int i = 0; i < 900; ++i)
        sum += largest;
    BOOST_TEST(sum.to_yuan() == "89999999999999991.00");
}

BOOST_AUTO_TEST_CASE(unit_prices_counts_and_ratios_have_up_to_six_decimals) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"0.3333", "0.3333"},
        {"176", "176"},
        {"-20", "-20"},
        {"999999", "999999"},
        {"0.000001", "0.000001"},
        {"1.500000", "1.5"},
        {"1.0", "1"},
        {"9999999999.999999", "9999999999.999999"},
        {"-0.05", "-0.05"},
        {"0.0000001", "too_many_decimals"},
        {"0.0000010", "0.000001"},
        {"12345678901", "over_limit"},
        {"1e-3", "wrong_type"},
        {"", "wrong_type"},
    };
    for (const auto& [text, expected] : table)
        BOOST_TEST(read_decimal(text) == expected, "'" << text << "' is read as " << read_decimal(text));
    BOOST_TEST((decimal("0.1") + decimal("0.2")).to_text() == "0.3");
}

BOOST_AUTO_TEST_CASE(a_line_amount_is_rounded_half_away_from_zero) {
    struct Row {
        std::string_view count, price, amount;
    };
    for (const Row& row :
         {Row{"3", "0.3333", "1.00"},                                 // 0.9999
          Row{"1", "0.005", "0.01"},                                  // exactly half
          Row{"1", "0.004999", "0.00"}, Row{"-1", "0.005", "-0.01"},  // the same distance on the other side
          Row{"-20", "176", "-3520.00"},                              // the published refund line
          Row{"1.0", "4.52", "4.52"}, Row{"2.5", "0.1", "0.25"}, Row{"0.333333", "0.333333", "0.11"},
          Row{"1000000", "9999999.999999", "9999999999999.00"}})
        BOOST_TEST(line_amount(decimal(row.count), decimal(row.price)).to_yuan() == row.amount);
}

BOOST_AUTO_TEST_CASE(a_share_is_rounded_half_away_from_zero) {
    BOOST_TEST(share_of(yuan("4.52"), decimal("0.05")).to_yuan() == "0.23");  // 0.226, the published 2204 answer
    BOOST_TEST(share_of(yuan("0.10"), decimal("0.05")).to_yuan() == "0.01");  // 0.005
    BOOST_TEST(share_of(yuan("-0.10"), decimal("0.05")).to_yuan() == "-0.01");
    BOOST_TEST(share_of(yuan("100.00"), decimal("0")).to_yuan() == "0.00");
    BOOST_TEST(share_of(yuan("100.00"), decimal("1")).to_yuan() == "100.00");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
