#include "gateway/infra/json/value.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

namespace json = clearing::json;
using Kind = json::ParseFailure::Kind;

namespace {

void check_refused(std::string_view text, Kind kind, const json::Limits& limits = {}) {
    const auto parsed = json::parse(text, limits);
    BOOST_TEST_CONTEXT(text.substr(0, 60)) {
        BOOST_TEST_REQUIRE(!parsed.has_value());
        BOOST_TEST((parsed.error().kind == kind));
        BOOST_TEST(parsed.error().reason.find("at byte") != std::string::npos);
    }
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_parse)

BOOST_AUTO_TEST_CASE(a_number_keeps_its_text) {
    for (const char* text : {"69.6", "-3520.0", "4", "0.10", "1e2", "6.96E1", "-0", "123456789012345678901234567890.12",
                             "18446744073709551615", "0.30000000000000004", "100000000000000000000"}) {
        const auto parsed = json::parse(text);
        BOOST_TEST_REQUIRE(parsed.has_value());
        BOOST_TEST_REQUIRE(parsed->as_number());
        BOOST_TEST(parsed->as_number()->text == text);
    }
}

BOOST_AUTO_TEST_CASE(members_keep_the_order_of_the_text) {
    const auto parsed = json::parse(R"({"b":[1,true,null],"a":{"x":"乙"}})");
    BOOST_TEST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->as_object()->at(0).first == "b");
    BOOST_TEST(parsed->find("b")->as_array()->size() == 3u);
    BOOST_TEST(*parsed->find("a")->find("x")->as_string() == "乙");
    BOOST_TEST(parsed->find("c") == nullptr);
}

BOOST_AUTO_TEST_CASE(escapes_and_surrogate_pairs_become_utf8) {
    const auto parsed = json::parse("\"a\\u4e2d\\ud83d\\ude00\\n\\\"\\/\"");
    BOOST_TEST_REQUIRE(parsed.has_value());
    BOOST_TEST(*parsed->as_string() == "a中😀\n\"/");
}

BOOST_AUTO_TEST_CASE(a_leading_byte_order_mark_and_white_space_around_are_skipped) {
    BOOST_TEST(json::parse("\xEF\xBB\xBF {\"a\":1} \r\n").has_value());
}

BOOST_AUTO_TEST_CASE(text_that_is_not_one_json_value_is_malformed) {
    for (const char* text :
         {"",           " ",       "{",      "[1,]",  "{\"a\":}", "{\"a\" 1}",   "{a:1}",        "'a'",         "nul",
          "01",         "1.",      ".5",     "+1",    "-",        "1e",          "NaN",          "Infinity",    "[1 2]",
          "{\"a\":1,}", "// c\n1", "\"\t\"", "\"abc", "\"\\x\"",  "\"\\ud800\"", "\"\xff\xfe\"", "\"\xc0\xaf\""})
        check_refused(text, Kind::malformed);
}

BOOST_AUTO_TEST_CASE(anything_after_the_value_is_malformed) {
    for (const char* text : {"{} {}", "1 2", "{}x", "[]]", "null,"})
        check_refused(text, Kind::malformed);
    check_refused(std::string_view("{}\0", 3), Kind::malformed);
}

BOOST_AUTO_TEST_CASE(a_key_that_occurs_twice_is_malformed) {
    check_refused(R"({"a":1,"a":1})", Kind::malformed);
    check_refused(R"({"x":{"a":1,"b":2,"\u0061":3}})", Kind::malformed);
    std::string many = "{";
    for (int i = 0; i < 100; ++i)
        many += "\"k" + std::to_string(i) + "\":1,";
    BOOST_TEST(json::parse(many + "\"k100\":1}").has_value());
    check_refused(many + "\"k40\":1}", Kind::malformed);
    check_refused(many + "\"k99\":1}", Kind::malformed);
}

BOOST_AUTO_TEST_CASE(each_limit_is_kept_to_the_last_unit) {
    const json::Limits limits{.max_bytes = 40, .max_depth = 3, .max_array = 4, .max_string = 5};
    BOOST_TEST(json::parse(nested(3), limits).has_value());
    check_refused(nested(4), Kind::over_limit, limits);
    BOOST_TEST(json::parse("[1,2,3,4]", limits).has_value());
    check_refused("[1,2,3,4,5]", Kind::over_limit, limits);
    check_refused(R"({"a":1,"b":1,"c":1,"d":1,"e":1})", Kind::over_limit, limits);
    BOOST_TEST(json::parse("\"12345\"", limits).has_value());
    check_refused("\"123456\"", Kind::over_limit, limits);
    BOOST_TEST(json::parse("1" + std::string(39, ' '), limits).has_value());
    check_refused("1" + std::string(40, ' '), Kind::over_limit, limits);
}

BOOST_AUTO_TEST_CASE(a_very_deep_text_is_refused_without_harm) {
    check_refused(std::string(1'000'000, '['), Kind::over_limit);
}

BOOST_AUTO_TEST_CASE(the_reason_quotes_nothing_of_the_text) {
    const auto parsed = json::parse(R"({"psn_name":"张三" x})");
    BOOST_TEST_REQUIRE(!parsed.has_value());
    BOOST_TEST(parsed.error().reason.find("张三") == std::string::npos);
    BOOST_TEST(parsed.error().reason.find("psn_name") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_truncation_of_a_document_parses) {
    const std::string whole = R"({"a":[1.50,"x\u4e2d",{"b":null}],"c":true})";
    BOOST_TEST_REQUIRE(json::parse(whole).has_value());
    for (std::size_t length = 0; length < whole.size(); ++length)
        check_refused(std::string_view(whole).substr(0, length), Kind::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
