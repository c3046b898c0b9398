#include "gateway/infra/system/open_files.hpp"

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>

BOOST_AUTO_TEST_SUITE(open_files)

BOOST_AUTO_TEST_CASE(the_limit_is_raised_as_far_as_it_may_be) {
    rlimit found{};
    BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &found) == 0);
    const rlimit low{found.rlim_max / 2, found.rlim_max};
    BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
    BOOST_TEST(clearing::system::raise_open_files() == found.rlim_max);
    rlimit now{};
    BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &now) == 0);
    BOOST_TEST(now.rlim_cur == found.rlim_max);
    BOOST_TEST(::setrlimit(RLIMIT_NOFILE, &found) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
