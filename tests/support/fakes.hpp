#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/timers.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace clearing::tests {

/// Business time and the deadlines' time, moved by the test. Both move together unless told otherwise.
class FakeClock final : public ports::Clock {
public:
    explicit FakeClock(Instant now) : now_(now) {}
    /// "2018-10-16 09:30:00", Asia/Shanghai.
    explicit FakeClock(std::string_view local_time) : now_(parse_local_time(local_time).value()) {}

    Instant now() const override { return now_; }
    std::chrono::steady_clock::time_point steady() const override { return steady_; }

    void advance(std::chrono::milliseconds span) {
        now_ += span;
        steady_ += span;
    }
    /// Business time alone jumps: tomorrow's office hours.
    void set(std::string_view local_time) { now_ = parse_local_time(local_time).value(); }

private:
    Instant now_;
    std::chrono::steady_clock::time_point steady_{std::chrono::hours(1)};
};

/// Waiting takes no real time: the clock is put forward, and `on_wait` may let something happen meanwhile.
class FakeTimers final : public ports::Timers {
public:
    explicit FakeTimers(FakeClock& clock) : clock_(clock) {}

    ports::awaitable<void> wait(std::chrono::milliseconds span) override {
        clock_.advance(span);
        ++waits;
        if (on_wait) on_wait();
        co_return;
    }

    int waits = 0;
    std::function<void()> on_wait;

private:
    FakeClock& clock_;
};

/// SHA-256 by OpenSSL: the ids of a test are the ids of production.
class OpensslDigest final : public ports::Digest {
public:
    Sha256 sha256(std::string_view text) const override;
};

/// "AAAA…1", "AAAA…2": different every time, the same in every run.
class CountingRandomness final : public ports::Randomness {
public:
    std::string letters(std::size_t count) override {
        std::string number = std::to_string(++made_);
        if (number.size() < count) number.insert(0, count - number.size(), 'A');
        return number.substr(number.size() - count);
    }

private:
    int made_ = 0;
};

}  // namespace clearing::tests
