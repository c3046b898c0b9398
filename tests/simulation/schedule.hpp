#pragma once

#include "tests/simulation/random.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace clearing::simulation {

using Millis = long long;  ///< virtual milliseconds since the run began

constexpr Millis second = 1'000;
constexpr Millis minute = 60 * second;
constexpr Millis hour = 60 * minute;

/// Virtual time: what is to happen, ordered by its time; what falls on the same millisecond by the seed.
class Schedule {
public:
    using Action = std::move_only_function<void()>;

    explicit Schedule(std::uint64_t seed) : random(seed), order_(seed ^ 0x5DEECE66DULL) {}

    Random random;
    std::function<void()> after_each;                      ///< event; else empty
    std::function<void(const std::string& line)> on_note;  ///< where a replayed run tells its story; else empty

    Millis now() const { return now_; }
    void after(Millis span, Action action);
    /// Everything up to and including this moment; then it is this moment.
    void run_until(Millis moment);

    bool is_told() const { return static_cast<bool>(on_note); }
    /// `text()` is made only when somebody listens.
    template <class F>
    void note(F text) {
        if (on_note) tell(text());
    }

    /// How many events there were and in which order: the same for the same seed, or the run is not deterministic.
    std::uint64_t fingerprint() const { return fingerprint_; }
    void mix_in(std::uint64_t value) { fingerprint_ = (fingerprint_ ^ value) * 0x100000001B3ULL; }

private:
    struct Event {
        Millis time;
        std::uint64_t order;
        std::uint64_t number;
        Action action;
    };
    static bool later(const Event& left, const Event& right);
    bool step_before(Millis moment);
    void tell(const std::string& text) const;

    Random order_;
    std::vector<Event> heap_;
    Millis now_ = 0;
    std::uint64_t numbered_ = 0;
    std::uint64_t fingerprint_ = 0xCBF29CE484222325ULL;
};

}  // namespace clearing::simulation
