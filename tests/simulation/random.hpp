#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clearing::simulation {

/// Everything a run leaves to chance comes from one of these, so that its seed names the run. (splitmix64: the same on
/// every machine, which the standard's distributions are not.)
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
        return mixed ^ (mixed >> 31U);
    }

    /// Both ends included.
    long long between(long long low, long long high) {
        return low + static_cast<long long>(next() % static_cast<std::uint64_t>(high - low + 1));
    }

    bool chance(int in_ten_thousand) { return between(0, 9'999) < in_ten_thousand; }

    template <class T>
    const T& one_of(const std::vector<T>& choices) {
        return choices[static_cast<std::size_t>(between(0, static_cast<long long>(choices.size()) - 1))];
    }

private:
    std::uint64_t state_;
};

}  // namespace clearing::simulation
