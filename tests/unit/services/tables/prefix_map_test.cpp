#include "gateway/services/tables/prefix_map.hpp"

#include "gateway/services/tables/codes.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::tables;

namespace {

Date day(const char* text) {
    return *Date::parse(text);
}

Period always() {
    return {day("2000-01-01"), std::nullopt};
}

std::string found(const PrefixMap<std::string>& map, const char* division, const char* on = "2018-01-01") {
    const std::string* value = map.find(division, day(on));
    return value == nullptr ? "nothing" : *value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(longest_prefix)

BOOST_AUTO_TEST_CASE(the_longest_prefix_wins) {
    PrefixMap<std::string> map;
    map.add("", always(), "anywhere");
    map.add("33", always(), "province");
    map.add("3302", always(), "city");
    map.add("330206", always(), "district");
    BOOST_TEST(found(map, "330206") == "district");
    BOOST_TEST(found(map, "330203") == "city");
    BOOST_TEST(found(map, "330299") == "city");
    BOOST_TEST(found(map, "339900") == "province");
    BOOST_TEST(found(map, "330100") == "province");
    BOOST_TEST(found(map, "520103") == "anywhere");
}

BOOST_AUTO_TEST_CASE(only_a_prefix_in_force_counts) {
    PrefixMap<std::string> map;
    map.add("33", always(), "province");
    map.add("3302", {day("2018-01-01"), day("2018-12-31")}, "city");
    BOOST_TEST(found(map, "330203", "2017-12-31") == "province");
    BOOST_TEST(found(map, "330203", "2018-01-01") == "city");
    BOOST_TEST(found(map, "330203", "2018-12-31") == "city");
    BOOST_TEST(found(map, "330203", "2019-01-01") == "province");
    BOOST_TEST(found(map, "330203", "1999-12-31") == "nothing");
}

BOOST_AUTO_TEST_CASE(codes_have_their_shapes) {
    BOOST_TEST(is_division("330200"));
    BOOST_TEST(!is_division("33020"));
    BOOST_TEST(!is_division("33020x"));
    for (const char* prefix : {"*", "33", "3302", "330206"})
        BOOST_TEST(is_prefix(prefix), prefix);
    for (const char* no_prefix : {"", "3", "330", "33020", "3302060", "3x", "**"})
        BOOST_TEST(!is_prefix(no_prefix), no_prefix);
    BOOST_TEST(prefix_of_region("310000") == "31");
    BOOST_TEST(prefix_of_region("330200") == "3302");
    BOOST_TEST(prefix_of_region("330206") == "330206");
    BOOST_TEST(prefix_of_region("339900") == "3399");
    const std::vector<std::string> words{"a", "bc"};
    BOOST_TEST(words_of("a+bc") == words, boost::test_tools::per_element());
    BOOST_TEST(words_of("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
