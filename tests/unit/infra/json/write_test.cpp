#include "gateway/infra/json/value.hpp"

#include <boost/test/unit_test.hpp>

namespace json = clearing::json;

BOOST_AUTO_TEST_SUITE(json_write)

BOOST_AUTO_TEST_CASE(writing_is_compact_and_keeps_order_and_number_text) {
    json::Value value;
    value.set("b", json::Number{"69.60"});
    value.set("a", json::Array{nullptr, true, false, "中\"\\\n\x01", 7});
    value.set("o", json::Object{});
    BOOST_TEST(json::write(value) == "{\"b\":69.60,\"a\":[null,true,false,\"中\\\"\\\\\\n\\u0001\",7],\"o\":{}}");
}

BOOST_AUTO_TEST_CASE(what_is_written_parses_to_the_same_value) {
    const char* text = R"({"x":[1.0,"\u0000\u001f","😀",{"y":[]}],"z":-0.50})";
    const auto first = json::parse(text);
    BOOST_TEST_REQUIRE(first.has_value());
    const auto second = json::parse(json::write(*first));
    BOOST_TEST_REQUIRE(second.has_value());
    BOOST_TEST((*first == *second));
}

BOOST_AUTO_TEST_CASE(setting_a_member_replaces_it_where_it_stands) {
    json::Value value;
    value.set("a", 1);
    value.set("b", 2);
    value.set("a", 3);
    BOOST_TEST(json::write(value) == R"({"a":3,"b":2})");
}

BOOST_AUTO_TEST_SUITE_END()
