#include "gateway/infra/http/url.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing::http;

BOOST_AUTO_TEST_SUITE(url_test)

BOOST_AUTO_TEST_CASE(a_target_splits_into_path_and_decoded_query) {
    const auto url = parse_target("/api/v1/days?day=2024-05-06&name=%E5%AE%81%20a+b&flag&day=other");
    BOOST_REQUIRE(url);
    BOOST_TEST(url->path == "/api/v1/days");
    BOOST_TEST(url->query.size() == 3u);
    BOOST_TEST(url->query.at("day") == "2024-05-06");
    BOOST_TEST(url->query.at("name") == "\xE5\xAE\x81 a b");
    BOOST_TEST(url->query.at("flag") == "");
}

BOOST_AUTO_TEST_CASE(an_absolute_target_counts_by_its_path) {
    BOOST_TEST(parse_target("https://host:1/a?b=c")->path == "/a");
    BOOST_TEST(parse_target("http://host")->path == "/");
}

BOOST_AUTO_TEST_CASE(what_is_no_path_or_holds_a_broken_escape_is_refused) {
    for (const char* target : {"", "*", "a/b", "/a?x=%", "/a?x=%2", "/a?x=%zz", "/a?%G0=1"})
        BOOST_TEST(!parse_target(target).has_value(), target);
}

BOOST_AUTO_TEST_CASE(a_query_survives_the_way_there_and_back) {
    const std::map<std::string, std::string> query{{"a&b", "1=2"}, {"plus+", " %"}, {"z", ""}};
    const auto url = parse_target(to_target("/p", query));
    BOOST_REQUIRE(url);
    BOOST_TEST((url->query == query));
    BOOST_TEST(to_target("/p", {}) == "/p");
}

BOOST_AUTO_TEST_SUITE_END()
