#pragma once

#include <chrono>
#include <mutex>

namespace clearing::postgres {

/// What the connections of a pool know together of whether the database can be reached. After one of them has tried in
/// vain, none tries for a moment: else whatever waits would wait out a try of its own, one after the other.
/// Thread-safe.
class Reachability {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit Reachability(std::chrono::milliseconds longest_rest) : longest_rest_(longest_rest) {}

    bool is_worth_a_try(TimePoint now) const;
    /// The rest is as long as the try, up to the longest: what is refused at once may be tried again at once.
    void failed(TimePoint begun, TimePoint now);
    /// Ends the rest.
    void succeeded(TimePoint now);

private:
    const std::chrono::milliseconds longest_rest_;
    mutable std::mutex mutex_;
    TimePoint rests_until_ = TimePoint::min();
    TimePoint succeeded_at_ = TimePoint::min();
};

}  // namespace clearing::postgres
