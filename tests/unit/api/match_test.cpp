#include "gateway/api/route.hpp"

#include <boost/test/unit_test.hpp>

using clearing::api::match;

BOOST_AUTO_TEST_CASE(a_path_fits_its_pattern_segment_by_segment) {
    const auto found = match("/days/{platform}/{day}", "/days/delta/2018-10-16");
    BOOST_REQUIRE(found);
    BOOST_CHECK_EQUAL(found->at("platform"), "delta");
    BOOST_CHECK_EQUAL(found->at("day"), "2018-10-16");
    BOOST_CHECK(match("/status", "/status"));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_no_match) {
    for (const char* path : {"", "/", "/day/a/b", "/days/a", "/days/a/b/c", "/days//b", "/days/a/", "days/a/b"})
        BOOST_CHECK_MESSAGE(!match("/days/{platform}/{day}", path), path);
    BOOST_CHECK(!match("/status", "/status/"));
    BOOST_CHECK(!match("/status", "/statusx"));
}

BOOST_AUTO_TEST_CASE(escapes_are_decoded_and_broken_ones_refused) {
    BOOST_CHECK_EQUAL(match("/x/{id}", "/x/a%2Fb%e4%b8%ad")->at("id"), "a/b中");
    for (const char* path : {"/x/%", "/x/%2", "/x/%zz"})
        BOOST_CHECK_MESSAGE(!match("/x/{id}", path), path);
}
