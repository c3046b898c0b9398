// The closed list of errors is a contract: codes, classes, words (SETTLEMENT §5, DESIGN §3 rule 10).
#include "gateway/domain/error.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

bool has_chinese(std::string_view text) {
    // The CJK ideographs of these sentences are three bytes beginning with E4…E9.
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0xE4 && byte <= 0xE9;
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(error_list_of_the_outside)

BOOST_AUTO_TEST_CASE(codes_are_unique_ascending_and_worded_in_both_languages) {
    unsigned last = 0;
    std::set<std::string_view> names;
    for (const ErrorText& row : error_list()) {
        const auto number = static_cast<unsigned>(row.code);
        BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST(number > last, "codes ascend");
            BOOST_TEST(number >= 1000);
            BOOST_TEST(number <= 3999);
            BOOST_TEST(names.insert(row.name).second, "a name of its own");
            BOOST_TEST(!row.name.empty());
            BOOST_TEST(has_chinese(row.zh));
            BOOST_TEST(!row.en.empty());
            BOOST_TEST(!has_chinese(row.en));
            BOOST_TEST(static_cast<unsigned>(class_of(row.code)) == number / 1000);
            BOOST_TEST(stable_code(row.code) == "GW" + std::to_string(number));
            BOOST_TEST(&text_of(row.code) == &row);
        }
        last = number;
    }
    BOOST_TEST(error_list().size() >= 60);
}

BOOST_AUTO_TEST_CASE(every_in_doubt_answer_says_in_chinese_not_to_take_the_patients_money) {
    for (const ErrorText& row : error_list()) {
        if (class_of(row.code) != ErrorClass::in_doubt) continue;
        BOOST_TEST_CONTEXT(row.name) {
            const bool warns = row.zh.find("请勿") != std::string_view::npos;
            BOOST_TEST(warns);
            BOOST_TEST(row.zh.find("查询") + row.zh.find("确认") != 2 * std::string_view::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_sentence_begins_with_the_code_and_is_read_back) {
    for (const ErrorText& row : error_list()) {
        const Error error{row.code, "law A broken by 2.00 yuan", {"medfee_sumamt"}, "330200ABC"};
        const std::string text = sentence(error);
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(text.starts_with("[" + stable_code(row.code) + "] " + std::string(row.zh)));
            BOOST_TEST((read_code(text) == row.code));
            BOOST_TEST((read_code(stable_code(row.code)) == row.code));
            BOOST_TEST((class_of_text(text) == class_of(row.code)));
            for (std::string_view part : {"330200ABC", "law A broken by 2.00 yuan", "medfee_sumamt"})
                BOOST_TEST(text.find(part) != std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(busy_says_in_both_languages_after_how_long) {
    const std::string text =
        sentence({ErrorCode::busy, "the queue is full", {}, {}, {}, std::chrono::milliseconds(1'200)});
    BOOST_TEST(text ==
               "[GW2004] 系统繁忙，未处理，请稍后重试（请于1200毫秒后重试） | "
               "Busy; nothing was done, try again later, after 1200 ms: the queue is full");
}

BOOST_AUTO_TEST_CASE(what_is_not_a_code_is_not_read_as_one) {
    for (std::string_view text : {"", "GW", "GW12", "GW12x4", "[GW", "gw1203", "结算失败", "1203", "[1203]", " GW1203",
                                  "[GW1299] a newer list's", "GW9999", "GW0001"})
        BOOST_TEST(!read_code(text).has_value(), "'" << text << "' must not be a code");
}

BOOST_AUTO_TEST_CASE(a_newer_code_of_a_partner_is_still_answered_by_its_class) {
    BOOST_TEST((class_of_text("[GW1299] 未知") == ErrorClass::refused));
    BOOST_TEST((class_of_text("GW2999") == ErrorClass::unavailable));
    BOOST_TEST((class_of_text("[GW3999] 未知") == ErrorClass::in_doubt));
    for (std::string_view text : {"[GW4001]", "GW0999", "费用已结算", ""})
        BOOST_TEST(!class_of_text(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
