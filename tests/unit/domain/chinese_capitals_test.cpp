// Amounts in Chinese capitals: zeros in the middle, 万 and 亿, 角 and 分, 整, 负.
#include "gateway/domain/chinese_capitals.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

constexpr std::pair<std::string_view, std::string_view> table[]{
    {"0", "零元整"},
    {"0.01", "壹分"},
    {"0.05", "伍分"},
    {"0.10", "壹角整"},
    {"0.12", "壹角贰分"},
    {"1", "壹元整"},
    {"1.01", "壹元零壹分"},
    {"1.10", "壹元壹角整"},
    {"2.34", "贰元叁角肆分"},
    {"10", "壹拾元整"},
    {"11", "壹拾壹元整"},
    {"20.05", "贰拾元零伍分"},
    {"100", "壹佰元整"},
    {"101", "壹佰零壹元整"},
    {"110", "壹佰壹拾元整"},
    {"1000", "壹仟元整"},
    {"1001", "壹仟零壹元整"},
    {"1010", "壹仟零壹拾元整"},
    {"1100", "壹仟壹佰元整"},
    {"1128.60", "壹仟壹佰贰拾捌元陆角整"},
    {"1368.83", "壹仟叁佰陆拾捌元捌角叁分"},
    {"1409.50", "壹仟肆佰零玖元伍角整"},
    {"6007.14", "陆仟零柒元壹角肆分"},
    {"9999.99", "玖仟玖佰玖拾玖元玖角玖分"},
    {"10000", "壹万元整"},
    {"10001", "壹万零壹元整"},
    {"10010", "壹万零壹拾元整"},
    {"10100", "壹万零壹佰元整"},
    {"11000", "壹万壹仟元整"},
    {"15253.29", "壹万伍仟贰佰伍拾叁元贰角玖分"},
    {"100000", "壹拾万元整"},
    {"100001", "壹拾万零壹元整"},
    {"101000", "壹拾万壹仟元整"},
    {"107000.53", "壹拾万柒仟元伍角叁分"},
    {"1000000", "壹佰万元整"},
    {"1001000", "壹佰万壹仟元整"},
    {"1010001", "壹佰零壹万零壹元整"},
    {"10000000", "壹仟万元整"},
    {"10000001", "壹仟万零壹元整"},
    {"10010000", "壹仟零壹万元整"},
    {"99999999", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"},
    {"100000000", "壹亿元整"},
    {"100000001", "壹亿零壹元整"},
    {"100001000", "壹亿零壹仟元整"},
    {"100010000", "壹亿零壹万元整"},
    {"101000000", "壹亿零壹佰万元整"},
    {"110000000", "壹亿壹仟万元整"},
    {"110000001", "壹亿壹仟万零壹元整"},
    {"322260000", "叁亿贰仟贰佰贰拾陆万元整"},
    {"1000000000.01", "壹拾亿元零壹分"},
    {"100000000000", "壹仟亿元整"},
    {"100000000001", "壹仟亿零壹元整"},
    {"1000000000000", "壹万亿元整"},
    {"1000100000000", "壹万零壹亿元整"},
    {"1000000010000", "壹万亿零壹万元整"},
    {"-0.01", "负壹分"},
    {"-1128.60", "负壹仟壹佰贰拾捌元陆角整"},
};

/// Reads capitals back, as a clerk would: an independent hand.
std::int64_t fen_of(std::string_view text) {
    constexpr std::pair<std::string_view, std::int64_t> digits[]{{"零", 0}, {"壹", 1}, {"贰", 2}, {"叁", 3}, {"肆", 4},
                                                                 {"伍", 5}, {"陆", 6}, {"柒", 7}, {"捌", 8}, {"玖", 9}};
    std::int64_t yi = 0, wan = 0, ones = 0, digit = 0, result = 0;
    bool negative = false;
    for (; !text.empty(); text.remove_prefix(3)) {
        const std::string_view sign = text.substr(0, 3);
        for (const auto& [word, value] : digits)
            if (sign == word) digit = value;
        const auto place = [&](std::int64_t weight) { ones += digit * weight, digit = 0; };
        if (sign == "负") negative = true;
        if (sign == "拾") place(10);
        if (sign == "佰") place(100);
        if (sign == "仟") place(1000);
        if (sign == "万") place(1), wan = ones, ones = 0;
        if (sign == "亿") place(1), yi = wan * 10'000 + ones, wan = ones = 0;
        if (sign == "元") place(1), result += (yi * 100'000'000 + wan * 10'000 + ones) * 100, ones = 0;
        if (sign == "角") result += digit * 10, digit = 0;
        if (sign == "分") result += digit, digit = 0;
    }
    return negative ? -result : result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chinese_capitals)

BOOST_AUTO_TEST_CASE(amounts_are_written_as_vouchers_want_them) {
    for (const auto& [amount, words] : table)
        BOOST_TEST(in_chinese_capitals(Money::parse(amount).value()) == words, amount << " is not " << words);
}

BOOST_AUTO_TEST_CASE(every_amount_reads_back_as_itself) {
    std::uint64_t state = 3302;
    for (int i = 0; i < 200'000; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const auto fen = static_cast<std::int64_t>(state >> (20 + i % 44));
        const std::string words = in_chinese_capitals(Money::from_fen(fen));
        BOOST_REQUIRE_MESSAGE(fen_of(words) == fen, fen << " fen are " << words);
        BOOST_REQUIRE(words.find("零零") == std::string::npos);
    }
    for (std::int64_t fen = 0; fen < 30'000; ++fen)
        BOOST_REQUIRE(fen_of(in_chinese_capitals(Money::from_fen(-fen))) == -fen);
}

BOOST_AUTO_TEST_CASE(the_least_of_all_amounts_has_words_too) {
    const std::string words = in_chinese_capitals(Money::from_fen(std::numeric_limits<std::int64_t>::min()));
    BOOST_TEST(words.starts_with("负玖"));
    BOOST_TEST(words.ends_with("捌分"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
