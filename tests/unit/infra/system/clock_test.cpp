#include "gateway/infra/system/forward_clock.hpp"
#include "gateway/infra/system/system_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::system;
using namespace std::chrono;

namespace {

/// A machine whose wall clock can be stepped.
struct Machine {
    ForwardClock::Wall wall{hours(1'000'000)};
    ForwardClock::Steady steady{hours(5)};
    ForwardClock clock{wall, steady};

    void pass(nanoseconds span) {
        wall += span;
        steady += span;
    }
    ForwardClock::Wall read() { return clock.read(wall, steady); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(forward_clock)

BOOST_AUTO_TEST_CASE(a_clock_that_is_left_alone_is_told_as_it_is) {
    Machine machine;
    for (int i = 0; i < 1'000; ++i) {
        machine.pass(nanoseconds(1 + i * 977));
        BOOST_TEST((machine.read() == machine.wall));
    }
}

BOOST_AUTO_TEST_CASE(a_step_forward_is_followed_at_once) {
    Machine machine;
    machine.wall += hours(2);
    BOOST_TEST((machine.read() == machine.wall));
}

BOOST_AUTO_TEST_CASE(after_a_step_back_time_goes_on_at_half_speed_until_the_machine_has_come_up_with_it) {
    Machine machine;
    const auto before = machine.read();
    machine.wall -= hours(2);
    BOOST_TEST((machine.read() == before));
    machine.pass(hours(1));
    BOOST_TEST((machine.read() == before + minutes(30)));
    machine.pass(hours(3));
    BOOST_TEST((machine.read() == before + hours(2)));
    BOOST_TEST((machine.read() == machine.wall), "both are where the clock would be that went on at half speed");
    machine.pass(minutes(7));
    BOOST_TEST((machine.read() == machine.wall));
}

BOOST_AUTO_TEST_CASE(half_speed_does_not_depend_on_how_often_it_is_asked) {
    Machine machine;
    const auto before = machine.read();
    machine.wall -= hours(2);
    for (int i = 0; i < 1'000'000; ++i) {
        machine.pass(microseconds(1));
        machine.read();
    }
    BOOST_TEST((machine.read() == before + milliseconds(500)));
}

BOOST_AUTO_TEST_CASE(however_often_it_is_stepped_it_never_goes_back) {
    Machine machine;
    auto before = machine.read();
    const int steps_in_minutes[] = {120, -120, -120, 30, -1, 500, -3'000, 1};
    for (int i = 0; i < 400; ++i) {
        machine.wall += minutes(steps_in_minutes[i % 8]);
        machine.pass(seconds(i % 60));
        const auto now = machine.read();
        BOOST_TEST((now >= before));
        BOOST_TEST((now >= machine.wall));
        before = now;
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(system_clock_of_business)

BOOST_AUTO_TEST_CASE(without_a_fixed_start_it_is_the_machines_and_nobodys_to_set) {
    system::SystemClock clock(std::nullopt);
    const auto now = clock.now();
    const auto apart = floor<milliseconds>(std::chrono::system_clock::now()) - now;
    BOOST_TEST((apart >= milliseconds(0) && apart < seconds(10)));
    BOOST_TEST((clock.put_back_by() == milliseconds(0)));
    BOOST_TEST((clock.advance_to(now + hours(1)).error().code == ErrorCode::forbidden));
}

BOOST_AUTO_TEST_CASE(a_fixed_start_goes_on_and_can_be_put_forward_only) {
    const Instant start{days(17'820)};
    system::SystemClock clock(start);
    BOOST_TEST((clock.now() >= start && clock.now() < start + seconds(10)));
    BOOST_TEST((clock.advance_to(start).error().code == ErrorCode::invalid_value));
    BOOST_TEST((clock.advance_to(start + hours(3)).value() >= start + hours(3)));
    BOOST_TEST((clock.now() < start + hours(3) + seconds(10)));
    BOOST_TEST((clock.put_back_by() == milliseconds(0)));
}

BOOST_AUTO_TEST_SUITE_END()
