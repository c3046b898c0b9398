#include "gateway/infra/json/value.hpp"

#include <boost/test/unit_test.hpp>

namespace json = clearing::json;

namespace {

json::Value read(std::string_view text) {
    auto parsed = json::parse(text);
    BOOST_TEST_REQUIRE(parsed.has_value());
    return std::move(*parsed);
}

struct Pair {
    const char* left;
    const char* right;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(json_canonical)

BOOST_AUTO_TEST_CASE(documents_that_mean_the_same_are_equivalent) {
    for (const Pair& pair : {Pair{R"({"a":1,"b":2})", R"({"b":2,"a":1})"},
                             {R"({"a":1.0})", R"({"a":1})"},
                             {R"({"a":69.60})", R"({"a":"69.6"})"},
                             {R"({"a":6.96E1})", R"({"a":69.6})"},
                             {R"({"a":-0.0})", R"({"a":0})"},
                             {R"({"a":100e-2})", R"({"a":1})"},
                             {R"({"a":0.0015e2})", R"({"a":0.15})"},
                             {R"({"a":null,"b":"","c":"null"})", R"({})"},
                             {R"({"x":{"a":[{"b":""},1.50]}})", R"({"x":{"a":[{},1.5]}})"},
                             {R"({"output":{},"rows":[],"x":{"y":{"z":null}}})", R"({})"},
                             {R"([null])", R"([""])"}}) {
        BOOST_TEST_CONTEXT(pair.left << " and " << pair.right)
        BOOST_TEST(json::equivalent(read(pair.left), read(pair.right)));
    }
}

BOOST_AUTO_TEST_CASE(documents_that_differ_are_not_equivalent) {
    for (const Pair& pair : {Pair{R"({"a":1})", R"({"a":1.01})"},
                             {R"({"a":1})", R"({"a":-1})"},
                             {R"({"a":"01"})", R"({"a":"1"})"},
                             {R"({"a":"1E2"})", R"({"a":100})"},
                             {R"([1,2])", R"([2,1])"},
                             {R"([1])", R"([1,null])"},
                             {R"({"a":true})", R"({"a":"true"})"},
                             {R"({"a":"x "})", R"({"a":"x"})"},
                             {R"({"a":0})", R"({})"},
                             {R"({"a":"10000000000000000001"})", R"({"a":"10000000000000000002"})"}}) {
        BOOST_TEST_CONTEXT(pair.left << " and " << pair.right)
        BOOST_TEST(!json::equivalent(read(pair.left), read(pair.right)));
    }
}

BOOST_AUTO_TEST_CASE(the_canonical_text_is_sorted_without_empties_and_with_plain_decimals) {
    const auto value = read(R"({"b":"","a":[{"z":2.50,"y":"3.00"},"x"],"A":-0,"n":null,"t":true})");
    BOOST_TEST(json::canonical(value) == R"({"A":0,"a":[{"y":3,"z":2.5},"x"],"t":true})");
}

BOOST_AUTO_TEST_CASE(an_absurd_exponent_stays_as_it_is) {
    BOOST_TEST(json::canonical(read("[1e999999]")) == "[1e999999]");
}

BOOST_AUTO_TEST_SUITE_END()
