#pragma once

#include <chrono>

namespace clearing::system {

/// The machine's wall clock as business may use it: it never goes back. A step forward (a machine that slept, a clock
/// that was behind) is followed at once. After a step back it goes on at half speed until the machine's clock has come
/// up with it: no clearing day is opened a second time, and what is kept as a time of the wall (leases, back-off,
/// quotes) ends at most twice as late, where waiting for the machine's clock would hold it up for the whole step.
class ForwardClock {
public:
    using Wall = std::chrono::system_clock::time_point;
    using Steady = std::chrono::steady_clock::time_point;

    ForwardClock(Wall wall, Steady steady) : told_(wall), read_at_(steady) {}

    /// Business time, for what the machine's two clocks say in this moment.
    Wall read(Wall wall, Steady steady);

private:
    Wall told_;
    Steady read_at_;
};

}  // namespace clearing::system
