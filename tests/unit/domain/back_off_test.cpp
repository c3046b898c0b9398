#include "gateway/domain/back_off.hpp"

#include <limits>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(back_off)

BOOST_AUTO_TEST_CASE(each_pause_is_twice_the_last_up_to_the_longest) {
    constexpr BackOff back_off{5s, 10min};
    static_assert(back_off.pause_after(0) == 5s);
    static_assert(back_off.pause_after(1) == 10s);
    static_assert(back_off.pause_after(6) == 320s);
    static_assert(back_off.pause_after(7) == 10min);
    BOOST_TEST((back_off.pause_after(std::numeric_limits<int>::max()) == 10min));
}

BOOST_AUTO_TEST_CASE(a_longest_below_the_first_is_the_pause) {
    BOOST_TEST((BackOff{1h, 1min}.pause_after(0) == 1min));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
