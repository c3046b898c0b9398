#include "sim-peers/json.hpp"

#include <boost/test/unit_test.hpp>

using clearing::peers::Json;

BOOST_AUTO_TEST_SUITE(sim_peers_json)

BOOST_AUTO_TEST_CASE(a_number_keeps_its_text) {
    const auto json = Json::parse(R"({"a":69.60,"b":-3520.0,"c":1e2,"d":0.333333})");
    BOOST_REQUIRE(json);
    BOOST_TEST(json->text("a") == "69.60");
    BOOST_TEST(json->text("b") == "-3520.0");
    BOOST_TEST(json->write() == R"({"a":69.60,"b":-3520.0,"c":1e2,"d":0.333333})");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
    for (const char* text : {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "{} x", "01", "\"\x01\"", "nul", "[1 2]",
                             "\"\\ud800\"", "{'a':1}", "1.", "+1"}) {
        BOOST_TEST(!Json::parse(text), text << " was read");
    }
}

BOOST_AUTO_TEST_CASE(depth_is_bounded) {
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    BOOST_TEST(!Json::parse(deep));
}

BOOST_AUTO_TEST_CASE(escapes_and_surrogate_pairs_become_utf8) {
    const auto json = Json::parse(R"(["\u7ae0\ud83d\ude00\n\"\\"])");
    BOOST_REQUIRE(json);
    BOOST_TEST(json->items().front().text() == "章😀\n\"\\");
    const auto again = Json::parse(json->write());
    BOOST_REQUIRE(again);
    BOOST_TEST(again->items().front().text() == "章😀\n\"\\");
}

BOOST_AUTO_TEST_CASE(same_content_has_one_canonical_form) {
    const auto left = Json::parse(R"({"b":1.50,"a":null,"c":{"x":"","y":[1,2]}})");
    const auto right = Json::parse(R"({"c":{"y":[1.0,2]},"b":1.5})");
    const auto other = Json::parse(R"({"c":{"y":[1,2]},"b":1.51})");
    BOOST_TEST(left->canonical() == right->canonical());
    BOOST_TEST(left->canonical() != other->canonical());
}

BOOST_AUTO_TEST_CASE(the_string_null_says_nothing_but_is_written_back) {
    const auto json = Json::parse(R"({"a":"null"})");
    BOOST_TEST(json->text("a").empty());
    BOOST_TEST(json->write() == R"({"a":"null"})");
}

BOOST_AUTO_TEST_SUITE_END()
