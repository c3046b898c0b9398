#include "gateway/infra/postgres/reachability.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(reachability)

BOOST_AUTO_TEST_CASE(after_a_try_in_vain_nobody_connects_for_as_long_as_it_took_up_to_a_limit) {
    const Reachability::TimePoint start{100s};
    Reachability reachability{1s};
    BOOST_TEST(reachability.is_worth_a_try(start));
    reachability.failed(start, start + 5s);
    BOOST_TEST(!reachability.is_worth_a_try(start + 5s));
    BOOST_TEST(!reachability.is_worth_a_try(start + 5'999ms));
    BOOST_TEST(reachability.is_worth_a_try(start + 6s));
    // What is refused at once is tried again at once.
    reachability.failed(start + 7s, start + 7s + 3ms);
    BOOST_TEST(!reachability.is_worth_a_try(start + 7s + 5ms));
    BOOST_TEST(reachability.is_worth_a_try(start + 7s + 6ms));
}

BOOST_AUTO_TEST_CASE(the_first_that_gets_through_ends_the_rest_for_all) {
    const Reachability::TimePoint start{100s};
    Reachability reachability{1s};
    reachability.failed(start, start + 5s);
    reachability.succeeded(start + 5s + 1ms);
    BOOST_TEST(reachability.is_worth_a_try(start + 5s + 1ms));
    // A try that began before, and is told of later, says nothing of now.
    reachability.failed(start + 1s, start + 6s);
    BOOST_TEST(reachability.is_worth_a_try(start + 6s));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
