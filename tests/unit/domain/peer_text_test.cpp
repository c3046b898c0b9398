#include "gateway/domain/peer_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;

BOOST_AUTO_TEST_SUITE(another_sides_text)

BOOST_AUTO_TEST_CASE(loses_the_words_of_the_person_and_the_trace) {
    BOOST_TEST(cleaned_peer_text("人员测试甲(证件310115196001010011)状态异常(4f3a@10.1.2.3)", {"测试甲"}) ==
               "人员*(证件*)状态异常");
    BOOST_TEST(cleaned_peer_text("a person of Jia Ceshi \n", {"Jia Ceshi"}) == "a person of *");
}

BOOST_AUTO_TEST_CASE(loses_numbers_as_long_as_a_persons_and_keeps_codes_and_amounts) {
    BOOST_TEST(cleaned_peer_text("证件31011519600101001X, 卡A12345678, 金额1126.60", {}) == "证件*, 卡*, 金额1126.60");
    BOOST_TEST(cleaned_peer_text("1234567 stays, 12345678 goes", {}) == "1234567 stays, * goes");
    BOOST_TEST(cleaned_peer_text("平常的话 code 1504", {"", "x"}) == "平常的话 code 1504");
}

BOOST_AUTO_TEST_CASE(loses_zero_bytes_which_no_store_takes) {
    BOOST_TEST(cleaned_peer_text(std::string("refused\0 by us", 14), {}) == "refused by us");
}

BOOST_AUTO_TEST_CASE(is_cut_to_300_bytes_of_whole_characters) {
    BOOST_TEST(cleaned_peer_text(std::string(400, 'x'), {}).size() == 300U);
    std::string chinese = "x";
    for (int i = 0; i < 200; ++i)
        chinese += "医";
    BOOST_TEST(cleaned_peer_text(chinese, {}).size() == 298U);
}

BOOST_AUTO_TEST_SUITE_END()
